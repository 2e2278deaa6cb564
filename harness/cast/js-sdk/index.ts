export { browserKind } from "./browser-kind.ts";
export { findChromium } from "./chromium.ts";
export { nodeKind } from "./node-kind.ts";
export { parseSdkSpec } from "./sdk.ts";

import { browserKind, nodeKind } from "../../harness/cast/js-sdk/index.ts";
import { driverConformance } from "./conformance.ts";

/** Another version of matrix-js-sdk than the project's own, e.g. `37.0.0`. */
const version = process.env.TORTURE_JS_SDK;
const options = version ? { version } : {};

driverConformance("node", () => nodeKind(options));
driverConformance("js", () => browserKind(options));

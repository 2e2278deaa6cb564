import { join } from "node:path";
import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { bundleDriver } from "./bundle.ts";
import { capabilitiesOf } from "./driver/capabilities.ts";
import type { Sdk } from "./sdk.ts";

export interface JsSdkKindOptions {
  readonly sdk: Sdk;
  /** How many started clients to keep ready. */
  readonly warm?: number;
}

/**
 * matrix-js-sdk in a Node process for each device, with its stores in memory. Such a client cannot be taken up
 * again: a device id used twice with a fresh store would upload one-time keys that "already exist" (js-sdk #3459).
 */
export function nodeKind({ sdk, warm = 1 }: JsSdkKindOptions): DriverKind {
  return stdioKind({
    kind: "node",
    capabilities: capabilitiesOf(sdk.versions["matrix-js-sdk"], false),
    command: async () => ({
      file: process.execPath,
      args: ["--enable-source-maps", join(await bundleDriver(sdk, "node"), "driver.js")],
    }),
    warm,
  });
}

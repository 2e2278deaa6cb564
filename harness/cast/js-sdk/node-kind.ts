import { join } from "node:path";
import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { bundleDriver } from "./bundle.ts";
import { capabilitiesOf } from "./driver/capabilities.ts";
import { chosenVersion, type JsSdkKindOptions, resolveSdk } from "./sdk.ts";

/**
 * matrix-js-sdk in a Node process for each device, with its stores in memory. Such a client cannot be taken up
 * again: a device id used twice with a fresh store would upload one-time keys that "already exist" (js-sdk #3459).
 */
export function nodeKind({ version, warm = 2 }: JsSdkKindOptions = {}): DriverKind {
  return stdioKind({
    kind: "node",
    capabilities: capabilitiesOf(chosenVersion(version), false),
    command: async () => {
      const bundle = await bundleDriver(await resolveSdk(version), "node");
      return { file: process.execPath, args: [join(bundle, "driver.js")] };
    },
    warm,
  });
}

import type { Capability } from "../protocol.ts";

/** As the driver's `hello` gives them. */
export const CAPABILITIES: readonly Capability[] = [
  "restart",
  "sigkill",
  "sendRaw",
  "toDevice",
  "exportKeys",
  "forceRotation",
  "blacklist",
  "crossSigning",
];

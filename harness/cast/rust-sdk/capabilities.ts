import type { Capability } from "../protocol.ts";

/** As the driver declares them in its `hello`, known before it is built; a test holds the two together. */
export const CAPABILITIES: readonly Capability[] = [
  "restart",
  "sigkill",
  "crossSigning",
  "backup",
  "verification",
  "qrVerification",
  "blacklist",
  "isolation",
  "shareHistory",
  "toDevice",
  "sendRaw",
  "exportKeys",
  "forceRotation",
  "shortRotation",
  "identityReset",
  "notifications",
  "utdHook",
  "slidingSync",
  "mutations",
  "oauth",
];

import type { Capability } from "../../protocol.ts";

/** What this driver can do with any matrix-js-sdk from 37 on. */
const ALWAYS: readonly Capability[] = [
  "crossSigning",
  "backup",
  "verification",
  "qrVerification",
  "blacklist",
  "isolation",
  "toDevice",
  "dehydration",
  "sendRaw",
  "exportKeys",
  "forceRotation",
  "identityReset",
  "rtc",
  "utdHook",
  "mutations",
];

/** @param sdkVersion of matrix-js-sdk, e.g. `43.0.0` */
export function capabilitiesOf(sdkVersion: string, persistent: boolean): Capability[] {
  const capabilities = [...ALWAYS];
  if (atLeast(sdkVersion, SHARES_HISTORY_SINCE)) capabilities.push("shareHistory");
  if (atLeast(sdkVersion, REFRESHES_BY_ITSELF_SINCE)) capabilities.push("oauth");
  if (persistent) capabilities.push("restart", "sigkill");
  return capabilities;
}

/** The first version that shares room keys with invited users by default (MSC4268). */
const SHARES_HISTORY_SINCE = "41.5.0";

/** The first version that refreshes the tokens of an OAuth client when told no more than its id. */
const REFRESHES_BY_ITSELF_SINCE = "43.0.0";

function atLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}

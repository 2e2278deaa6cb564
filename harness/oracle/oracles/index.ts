import type { Oracle } from "../case.ts";
import { authenticity } from "./authenticity.ts";
import { backupComplete } from "./backup-complete.ts";
import { decryption } from "./decryption.ts";
import { deviceLists } from "./device-lists.ts";
import { fallbackKeys } from "./fallback-keys.ts";
import { faultBit } from "./fault-bit.ts";
import { mediaKeys } from "./media-keys.ts";
import { megolmIndex } from "./megolm-index.ts";
import { olmSessions } from "./olm-sessions.ts";
import { oneTimeKeys } from "./one-time-keys.ts";
import { plaintext } from "./plaintext.ts";
import { plot } from "./plot.ts";
import { rotation } from "./rotation.ts";
import { secrecy } from "./secrecy.ts";
import { serverErrors } from "./server-errors.ts";
import { storms } from "./storms.ts";
import { toDevice } from "./to-device.ts";
import { trust } from "./trust.ts";
import { utdHook } from "./utd-hook.ts";
import { verification } from "./verification.ts";

/** Every question that is asked of a journal. */
export const ORACLES: readonly Oracle[] = [
  decryption,
  secrecy,
  authenticity,
  plaintext,
  rotation,
  megolmIndex,
  oneTimeKeys,
  fallbackKeys,
  toDevice,
  olmSessions,
  deviceLists,
  backupComplete,
  verification,
  trust,
  mediaKeys,
  storms,
  serverErrors,
  utdHook,
  faultBit,
  plot,
];

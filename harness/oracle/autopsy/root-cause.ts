import type { Step } from "./autopsy.ts";
import {
  keyOfNoUse,
  lostAtRecipient,
  lostAtRecipientServer,
  lostAtSender,
  lostBetweenServers,
  neverSent,
} from "./hops.ts";
import { whyNoSession } from "./no-session.ts";
import { settledCause } from "./settled.ts";
import type { Trail } from "./trail.ts";
import { whyDeviceUnknown } from "./unknown-device.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { withheldAnyhow, withheldOnPurpose } from "./withheld.ts";

/** What stopped the key before each station. */
const STOPPED_BEFORE: Record<Step, (trail: Trail) => Verdict | undefined> = {
  "knew the member": whyDeviceUnknown,
  "knew the device": whyDeviceUnknown,
  "had an Olm session": (trail) => whyNoSession(trail) ?? withheldAnyhow(trail) ?? neverSent(trail),
  "sent the room key": (trail) => withheldAnyhow(trail) ?? neverSent(trail),
  "accepted by the sender's server": lostAtSender,
  "crossed federation": lostBetweenServers,
  delivered: lostAtRecipientServer,
  acknowledged: lostAtRecipient,
  decrypted: lostAtRecipient,
  stored: lostAtRecipient,
  used: keyOfNoUse,
};

/** Names the root cause, given the first station that the key did not reach in time. */
export function rootCauseOf(trail: Trail, stoppedBefore: Step): Verdict {
  return (
    settledCause(trail) ??
    withheldOnPurpose(trail) ??
    STOPPED_BEFORE[stoppedBefore](trail) ??
    verdict("undetermined", "Nothing in the journal says why it stopped there.")
  );
}

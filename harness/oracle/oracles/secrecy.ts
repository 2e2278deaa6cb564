import type { Case, NewFinding, Oracle } from "../case.ts";
import type { LedgerRow } from "../judgement.ts";
import { clock } from "../sentences.ts";

/** No device decrypts what it must not. */
export const secrecy: Oracle = {
  name: "secrecy",
  examine(evidence) {
    return evidence.ledger.filter(({ outcome }) => outcome === "leaked").map((row) => leak(evidence, row));
  },
};

function leak({ facts }: Case, { beat, event, device, body, sender, reason, seenAt, session }: LedgerRow): NewFinding {
  const [key] = facts.roomKeys(session, device);
  const how = key && `It had the key of session ${session} at ${clock(key.t)}, ${SOURCES[key.source ?? "unknown"]}.`;
  return {
    kind: "leaked",
    severity: "broken",
    beat,
    event,
    device,
    story: [
      `${device} decrypted “${body}” by ${sender} at ${clock(seenAt as number)} and must not have: ${reason?.text}.`,
      ...(how ? [how] : []),
    ],
  };
}

const SOURCES = {
  toDevice: "from an Olm message",
  backup: "from a backup",
  bundle: "from a bundle of the room's history",
  export: "from an export",
  unknown: "and did not say where from",
};

import type { Oracle } from "../case.ts";
import { clock } from "../sentences.ts";

/** No device decrypts what it must not. */
export const secrecy: Oracle = {
  name: "secrecy",
  examine({ ledger }) {
    return ledger
      .filter(({ outcome }) => outcome === "leaked")
      .map(({ beat, event, device, body, sender, reason, seenAt }) => ({
        kind: "leaked",
        severity: "broken",
        beat,
        event,
        device,
        story: [
          `${device} decrypted “${body}” by ${sender} at ${clock(seenAt as number)} and must not have: ${reason?.text}.`,
        ],
      }));
  },
};

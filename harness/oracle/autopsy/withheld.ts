import { withheldCodeIn } from "../cause.ts";
import { clock } from "../sentences.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Client-Server API, `m.room_key.withheld`. */
const MEANINGS: Record<string, string> = {
  "m.blacklisted": "it has blacklisted the device",
  "m.unverified": "it sends keys to verified or signed devices only, and this one is not",
  "m.unauthorised": "it does not think that the user may read the message",
  "m.unavailable": "it does not have the key that was asked for",
  "m.no_olm": "it has no Olm session with the device",
  "m.history_not_shared": "the history that the key is for is not to be shared",
};

/** The sender withheld the key on purpose. `m.no_olm` is no purpose, but what a failed claim looks like. */
export function withheldOnPurpose(trail: Trail): Verdict | undefined {
  return codeOf(trail) === "m.no_olm" ? undefined : withheldAnyhow(trail);
}

export function withheldAnyhow(trail: Trail): Verdict | undefined {
  const code = codeOf(trail);
  if (!code) return undefined;
  const { sender, recipient, withheld } = trail;
  const when = withheld ? ` at ${clock(withheld.t)}` : "";
  const meaning = MEANINGS[code];
  const told = `${sender.name} told ${recipient.name}${when} that it withholds the key (${code})${meaning ? `: ${meaning}` : ""}.`;
  return { ...verdict("withheld", told), withheldCode: code };
}

function codeOf({ withheld, row }: Trail): string | undefined {
  return withheld?.code ?? withheldCodeIn(row.code);
}

import { withheldCodeIn } from "../cause.ts";
import { clock } from "../sentences.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** The sender withheld the key on purpose. `m.no_olm` is no purpose, but what a failed claim looks like. */
export function withheldOnPurpose(trail: Trail): Verdict | undefined {
  return codeOf(trail) === "m.no_olm" ? undefined : withheldAnyhow(trail);
}

export function withheldAnyhow(trail: Trail): Verdict | undefined {
  const code = codeOf(trail);
  if (!code) return undefined;
  const { sender, recipient, withheld } = trail;
  const when = withheld ? ` at ${clock(withheld.t)}` : "";
  return {
    ...verdict("withheld", `${sender.name} told ${recipient.name}${when} that it withholds the key (${code}).`),
    withheldCode: code,
  };
}

function codeOf({ withheld, row }: Trail): string | undefined {
  return withheld?.code ?? withheldCodeIn(row.code);
}

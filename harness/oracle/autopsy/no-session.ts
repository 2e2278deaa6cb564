import { handouts } from "../facts/one-time-keys.ts";
import { clock, count } from "../sentences.ts";
import { claimFailed, gaveKey, tellClaim } from "./claims.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Why the sender's client, which knew the device, had no Olm session with it; undefined when it never claimed a key. */
export function whyNoSession({ claims, sender, recipient, withheld, window }: Trail): Verdict | undefined {
  const inTime = claims.filter(({ exchange }) => exchange.t <= window.to);
  const last = inTime.at(-1);
  if (!last || inTime.some(gaveKey)) return undefined;
  const note = withheld && `It told ${recipient.name} so (${withheld.code}).`;
  if (claimFailed(last)) {
    return verdict(
      "claim failed and not retried",
      `${sender.name} tried to claim a one-time key of ${recipient.name} ${count(inTime.length, "time")} before it encrypted the message, at last at ${clock(last.exchange.t)}: ${tellClaim(last, recipient.server)}.`,
      note,
    );
  }
  return verdict(
    "one-time key exhausted",
    `${recipient.server} had neither a one-time key nor a fallback key of ${recipient.name} left when ${sender.name} claimed one at ${clock(last.exchange.t)}.`,
    note,
  );
}

/** Why an Olm message that arrived could not be decrypted, as far as its first key is to blame. */
export function whyKeyUnusable({ claims, facts, recipient }: Trail): Verdict | undefined {
  const keyId = claims.find(gaveKey)?.keyId;
  const twice = handouts(facts, recipient).filter((handout) => handout.keyId === keyId && !handout.fallback);
  if (keyId && twice.length > 1) {
    return verdict(
      "one-time key duplicated",
      `${recipient.server} had handed out the one-time key ${keyId} of ${recipient.name} ${count(twice.length, "time")}.`,
    );
  }
  const refused = facts.requests(recipient.name, "keys/upload").find(({ status }) => status === 400);
  return (
    refused &&
    verdict(
      "one-time key rejected",
      `${recipient.server} had refused one-time keys of ${recipient.name} at ${clock(refused.t)} (${refused.errcode ?? "400"}), so the two disagree on which keys there are.`,
    )
  );
}

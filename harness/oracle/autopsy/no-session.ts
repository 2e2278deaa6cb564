import { endOf, wasAnswered } from "../facts/index.ts";
import { clock, count } from "../sentences.ts";
import { claimFailed, gaveKey, isOf, refusedClaim, tellClaim } from "./claims.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Why the sender's client, which knew the device, had no Olm session with it; undefined when it never claimed a key. */
export function whyNoSession(trail: Trail): Verdict | undefined {
  const { claims, sender, recipient, withheld, window } = trail;
  const refused = refusedClaim(trail);
  if (refused && withheld) {
    return verdict(
      "one-time key rejected",
      `${sender.name} claimed the one-time key ${refused.keyId} of ${recipient.name} at ${clock(endOf(refused.exchange))}, and did not take it: at ${clock(withheld.t)} it told ${recipient.name} that it has no Olm session with it (${withheld.code}).`,
    );
  }
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

/** Why an Olm message that arrived and begins a session could not be decrypted, as far as its one-time key is to blame. */
export function whyKeyUnusable({ claims, facts, recipient, sending }: Trail): Verdict | undefined {
  if (!sending?.beginsSession) return undefined;
  const keyId = claims.find(gaveKey)?.keyId;
  const takers = facts
    .of("http")
    .filter((exchange) => exchange.route === "keys/claim" && wasAnswered(exchange))
    .filter(({ keys }) =>
      keys?.claimed?.given.some((key) => isOf(key, recipient) && key.keyId === keyId && !key.fallback),
    );
  if (keyId && takers.length > 1) {
    return verdict(
      "one-time key duplicated",
      `The one-time key ${keyId} of ${recipient.name} had been given to ${takers.map(({ device }) => device).join(" and ")}.`,
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

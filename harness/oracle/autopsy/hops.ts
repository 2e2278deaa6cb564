import { contains, crashIn, endOf, outcomeText, wasDone } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import { claimFailed, tellClaim } from "./claims.ts";
import { whyKeyUnusable } from "./no-session.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** How soon a client has stored what a sync brought, ms. */
const STORING_MS = 2_000;

export function neverSent({ sender, recipient, facts, window }: Trail): Verdict {
  const crash = crashIn(facts, sender.name, window);
  return verdict(
    "room key lost at the sender",
    `${sender.name} sent ${recipient.name} no Olm message that could have held the room key before it encrypted the message.`,
    crash && `Its client ${crash.phase === "died" ? "died" : "was killed"} at ${clock(crash.t)}.`,
  );
}

export function lostAtSender({ sending, sender }: Trail): Verdict | undefined {
  const last = sending?.attempts.at(-1);
  if (!last) return undefined;
  return verdict(
    "room key lost at the sender",
    `${sender.server} never accepted it from ${sender.name}: ${outcomeText(last)}.`,
  );
}

export function lostBetweenServers({ sending, sender, recipient }: Trail): Verdict {
  const last = sending?.crossings.at(-1);
  if (!last) {
    return verdict("room key lost at the sender's server", `${sender.server} never sent it on to ${recipient.server}.`);
  }
  const how = wasDone(last) ? "" : ` at ${clock(last.t)}: ${outcomeText(last)}`;
  return verdict("room key lost in federation", `${sender.server} tried to hand it to ${recipient.server}${how}.`);
}

export function lostAtRecipientServer({ sending, recipient }: Trail): Verdict {
  const cut = sending?.deliveries.at(-1);
  return verdict(
    "room key lost at the recipient's server",
    cut
      ? `The sync of ${recipient.name} that carried it at ${clock(cut.t)} did not get through (${outcomeText(cut)}), and no later one brought it again.`
      : `${recipient.server} never delivered it to ${recipient.name}.`,
  );
}

export function lostAtRecipient(trail: Trail): Verdict {
  const { recipient, sender, processed, sending, facts } = trail;
  const delivery = sending?.deliveries[0];
  const from = delivery?.t ?? 0;
  const failure = processed.find(({ outcome, t }) => outcome === "utd" && t >= from);
  if (failure) {
    const told = `${recipient.name}'s client could not decrypt the Olm message at ${clock(failure.t)}.`;
    const unusable = whyKeyUnusable(trail);
    return unusable ? verdict(unusable.rootCause, told, ...unusable.story) : verdict("Olm session wedged", told);
  }
  const crash = delivery && crashIn(facts, recipient.name, { from, to: endOf(delivery) + STORING_MS });
  return crash
    ? verdict(
        "key arrived but was not stored",
        `${recipient.name}'s client ended at ${clock(crash.t)}, before the key was safe.`,
      )
    : verdict(
        "room key lost at the recipient's client",
        `${recipient.name}'s client got it from ${sender.name} and has no key to show for it.`,
      );
}

/** The key is there, and the message is not readable. */
export function keyOfNoUse(trail: Trail): Verdict | undefined {
  const { imported, row, recipient, facts } = trail;
  const lost = decryptionLost(trail);
  if (lost) return lost;
  if (row.cause === "unknown-index" || (row.index !== undefined && (imported?.firstIndex ?? 0) > row.index)) {
    return keyTooLate(trail);
  }
  if (row.cause === "unspecified") {
    return verdict(
      "malformed",
      `${recipient.name} had a key that covers the message, and could make nothing of the message (${row.code}).`,
    );
  }
  const crash = crashIn(facts, recipient.name, { from: imported?.t ?? 0, to: row.failedAt ?? facts.endsAt });
  return (
    crash &&
    verdict(
      "key arrived but was not stored",
      `${recipient.name} had the key until its client ended at ${clock(crash.t)}.`,
    )
  );
}

/** Decrypted and undecryptable again in one life of the client; a new life may have an older store. */
function decryptionLost({ message, recipient, facts }: Trail): Verdict | undefined {
  const sightings = facts.sightings(message.event, recipient.name);
  const failure = sightings.findLast(({ state }) => state === "utd");
  if (!failure) return undefined;
  const read = sightings.findLast(({ state, t }) => state === "decrypted" && t < failure.t);
  if (!read || !recipient.running.some((life) => contains(life, read.t) && contains(life, failure.t))) return undefined;
  return verdict(
    "decryption lost at the recipient's client",
    `${recipient.name}'s client showed it decrypted at ${clock(read.t)}, and undecryptable again at ${clock(failure.t)}.`,
  );
}

function keyTooLate({ imported, row, recipient, claims, sender }: Trail): Verdict {
  const failed = claims.find(claimFailed);
  return verdict(
    "ratchet index too late",
    failed &&
      `${sender.name}'s claim for a one-time key had failed at ${clock(failed.exchange.t)} (${tellClaim(failed, recipient.server)}), so the key was shared only later.`,
    `The message has index ${row.index ?? "unknown"}; ${recipient.name}'s copy of the key begins at ${imported?.firstIndex ?? "a later one"}.`,
  );
}

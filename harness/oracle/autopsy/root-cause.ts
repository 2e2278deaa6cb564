import { withheldCodeIn } from "../cause.ts";
import { outcomeText, wasDone } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import type { Step } from "./autopsy.ts";
import { whyKeyUnusable, whyNoSession } from "./no-session.ts";
import { claimFailed, type Trail } from "./trail.ts";
import { whyDeviceUnknown } from "./unknown-device.ts";
import { type Verdict, verdict } from "./verdict.ts";

type Rule = (trail: Trail) => Verdict | undefined;

/** What the SDK's own code or the story itself settles, before the way of the key is looked at. */
const SETTLED: Rule[] = [eventMissing, forged, senderRefused, backupMissing, clockWrong, withheldByPolicy];

/** What stopped the key before each station. */
const STOPPED_BEFORE: Record<Step, Rule> = {
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
  for (const rule of SETTLED) {
    const settled = rule(trail);
    if (settled) return settled;
  }
  return (
    STOPPED_BEFORE[stoppedBefore](trail) ?? verdict("undetermined", `Nothing in the journal says why it stopped there.`)
  );
}

function eventMissing({ row, facts, recipient, message }: Trail): Verdict | undefined {
  if (row.outcome !== "never-arrived") return undefined;
  const sync = facts.requests(recipient.name, "sync").find(({ keys }) => carries(keys, message.event));
  const crossing = facts
    .of("http")
    .find(
      ({ link, keys }) =>
        link.endsWith(`->${recipient.server}`) && !link.startsWith("clients") && carries(keys, message.event),
    );
  const last = sync
    ? `A sync carried it to ${recipient.name}'s client at ${clock(sync.t)}, which did not show it.`
    : crossing
      ? `It reached ${recipient.server} at ${clock(crossing.t)} (${outcomeText(crossing)}); no sync of ${recipient.name} carried it.`
      : undefined;
  return verdict("the event itself did not arrive", last);
}

function carries(keys: { events?: { event?: string }[] } | undefined, event: string): boolean {
  return keys?.events?.some((each) => each.event === event) ?? false;
}

function forged({ message }: Trail): Verdict | undefined {
  return message.sent.forged && verdict("malformed", "The story forged this event; nobody can decrypt it.");
}

function senderRefused({ row, recipient, sender }: Trail): Verdict | undefined {
  const told: Partial<Record<string, string>> = {
    "sender-identity-changed": `${sender.user}'s identity changed after it was verified`,
    "sender-device-unsigned": `${sender.user} has not signed the device ${sender.deviceId}`,
    "sender-device-unknown": `it does not know the device ${sender.deviceId}`,
    "sender-mismatch": "the key's owner and the event's sender differ",
  };
  const why = row.cause && told[row.cause];
  if (why) return verdict("identity or sender check refused", `${recipient.name}'s client refused it: ${why}.`);
  return row.cause === "malformed"
    ? verdict("malformed", `${recipient.name}'s client could not make sense of the event (${row.code}).`)
    : undefined;
}

/** It was owed only because of a backup. */
function backupMissing({ recipient, message, facts, row }: Trail): Verdict | undefined {
  if (recipient.birth.from <= message.to) return undefined;
  const restore = facts.named("restoreBackup", recipient.name).at(-1);
  return verdict(
    "backup missing or wrong",
    restore
      ? `${recipient.name} restored the backup (version ${restore.result.version ?? "unknown"}, ${restore.result.imported ?? "?"} keys) at ${clock(restore.to)}, and still has no key for it (${row.code}).`
      : `${recipient.name} came after the message and found no key for it (${row.code}).`,
  );
}

/** SDKs compare the event's time with that of their device: only a wrong clock makes an older device younger. */
function clockWrong({ row, recipient }: Trail): Verdict | undefined {
  if (!row.cause?.startsWith("historical")) return undefined;
  return verdict(
    "clock",
    `${recipient.name}'s client takes it for older than its own device (${row.code}), and it is not: some clock is wrong.`,
  );
}

function withheldByPolicy(trail: Trail): Verdict | undefined {
  const code = codeOf(trail);
  return code && code !== "m.no_olm" ? withheldAnyhow(trail) : undefined;
}

function withheldAnyhow(trail: Trail): Verdict | undefined {
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

function neverSent({ sender, recipient, facts, message }: Trail): Verdict | undefined {
  const death = facts
    .of("client")
    .find(
      ({ device, phase, t }) => device === sender.name && (phase === "killed" || phase === "died") && t >= message.from,
    );
  if (!death) return undefined;
  return verdict(
    "room key lost at the sender",
    `${sender.name} sent ${recipient.name} no room key; its client ${death.phase === "died" ? "died" : "was killed"} at ${clock(death.t)}.`,
  );
}

function lostAtSender({ sending, sender }: Trail): Verdict | undefined {
  const last = sending?.attempts.at(-1);
  if (!last) return undefined;
  return verdict(
    "room key lost at the sender",
    `${sender.server} never accepted it from ${sender.name}: ${outcomeText(last)}.`,
  );
}

function lostBetweenServers({ sending, sender, recipient }: Trail): Verdict {
  const last = sending?.crossings.at(-1);
  if (!last) {
    return verdict("room key lost at the sender's server", `${sender.server} never sent it on to ${recipient.server}.`);
  }
  const how = wasDone(last) ? "" : ` at ${clock(last.t)}: ${outcomeText(last)}`;
  return verdict("room key lost in federation", `${sender.server} tried to hand it to ${recipient.server}${how}.`);
}

function lostAtRecipientServer({ sending, recipient }: Trail): Verdict {
  const cut = sending?.deliveries.at(-1);
  return verdict(
    "room key lost at the recipient's server",
    cut
      ? `The sync of ${recipient.name} that carried it at ${clock(cut.t)} did not get through (${outcomeText(cut)}), and no later one brought it again.`
      : `${recipient.server} never delivered it to ${recipient.name}.`,
  );
}

function lostAtRecipient(trail: Trail): Verdict {
  const { recipient, sender, processed, sending, facts } = trail;
  const from = sending?.deliveries[0]?.t ?? 0;
  const failure = processed.find(({ outcome, t }) => outcome === "utd" && t >= from);
  if (failure) {
    const told = `${recipient.name}'s client could not decrypt the Olm message at ${clock(failure.t)}.`;
    const unusable = whyKeyUnusable(trail);
    return unusable ? verdict(unusable.rootCause, told, ...unusable.story) : verdict("Olm session wedged", told);
  }
  const death = facts
    .of("client")
    .find(({ device, phase, t }) => device === recipient.name && (phase === "killed" || phase === "died") && t >= from);
  return death
    ? verdict(
        "key arrived but was not stored",
        `${recipient.name}'s client ended at ${clock(death.t)}, before the key was safe.`,
      )
    : verdict(
        "room key lost at the recipient's client",
        `${recipient.name}'s client got it from ${sender.name} and has no key to show for it.`,
      );
}

/** The key is there, and the message is not readable. */
function keyOfNoUse(trail: Trail): Verdict | undefined {
  const { imported, row, recipient, facts, claims, sender } = trail;
  const index = imported?.firstIndex ?? 0;
  if (row.cause === "unknown-index" || (row.index !== undefined && index > row.index)) {
    const failed = claims.find(claimFailed);
    return verdict(
      "ratchet index too late",
      failed &&
        `${sender.name}'s claim for a one-time key had failed at ${clock(failed.exchange.t)} (${outcomeText(failed.exchange)}), so the key was shared only later.`,
      `The message has index ${row.index ?? "unknown"}; ${recipient.name}'s copy of the key begins at ${imported?.firstIndex ?? "a later one"}.`,
    );
  }
  const death = facts
    .of("client")
    .find(
      ({ device, phase, t }) =>
        device === recipient.name && (phase === "killed" || phase === "died") && t >= (imported?.t ?? 0),
    );
  return (
    death &&
    verdict(
      "key arrived but was not stored",
      `${recipient.name} had the key until its client ended at ${clock(death.t)}.`,
    )
  );
}

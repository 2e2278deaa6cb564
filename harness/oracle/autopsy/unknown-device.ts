import type { HttpEntry } from "../../journal/index.ts";
import { endOf, outcomeText, wasAnswered, wasDone } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import { lists, type Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Why the sender's client did not know the recipient's device when it sent. */
export function whyDeviceUnknown(trail: Trail): Verdict {
  const { sender, recipient, queries, window, knewMemberAt, facts } = trail;
  if (facts.requests(sender.name).length === 0) {
    return verdict("undetermined", `The journal holds no request of ${sender.name}'s client.`);
  }
  const before = queries.filter((query) => endOf(query) <= window.to);
  if (knewMemberAt === undefined || knewMemberAt > window.to) {
    return verdict(
      "membership was stale",
      `${sender.name}'s client had not seen that ${recipient.user} was in the room, and had asked for none of that user's devices.`,
      knewMemberAt === undefined
        ? undefined
        : `It learned of it at ${clock(knewMemberAt)}, when the message had been encrypted.`,
    );
  }
  const failed = before.filter((query) => !wasAnswered(query) || failedFor(query, trail));
  const answered = before.filter((query) => !failed.includes(query));
  const last = answered.at(-1);
  if (!last) return verdict("sender did not know the device", tellQueries(trail, failed));
  const stale = last.t > recipient.birth.to && !lists(last, recipient);
  return stale ? whyServerStale(trail, last) : whyClientStale(trail, last);
}

function failedFor({ keys }: HttpEntry, { recipient }: Trail): boolean {
  return keys?.queried?.failures.includes(recipient.server) ?? false;
}

function tellQueries({ sender, recipient }: Trail, failed: readonly HttpEntry[]): string {
  const last = failed.at(-1);
  if (!last) return `${sender.name}'s client never asked for ${recipient.user}'s devices.`;
  const outcome = wasAnswered(last) ? `${recipient.server} could not be reached` : outcomeText(last);
  return `${sender.name}'s client asked for ${recipient.user}'s devices in vain; at ${clock(last.t)}: ${outcome}.`;
}

/** The device existed, and the sender's server answered without it. */
function whyServerStale(trail: Trail, query: HttpEntry): Verdict {
  const { sender, recipient, remote } = trail;
  const told = `${sender.server} answered /keys/query at ${clock(endOf(query))} without ${recipient.deviceId}, which had existed since ${clock(recipient.birth.to)}.`;
  if (!remote) return verdict("sender did not know the device", told);
  return verdict(
    updatesOf(trail).some(wasDone) ? "sender did not know the device" : "device list update lost in federation",
    told,
    tellUpdates(trail),
  );
}

/** The sender's client last asked before the device existed. */
function whyClientStale(trail: Trail, query: HttpEntry): Verdict {
  const { sender, recipient, remote } = trail;
  const told = `${sender.name}'s client last asked for ${recipient.user}'s devices at ${clock(query.t)}, before ${recipient.deviceId} existed.`;
  const notice = noticesOf(trail)[0];
  if (notice) {
    const heard = `It was told at ${clock(endOf(notice))} that they had changed, and did not learn of the device in time.`;
    return verdict("sender did not know the device", told, heard, learnedLater(trail));
  }
  const lost = remote && !updatesOf(trail).some(wasDone);
  return verdict(
    lost ? "device list update lost in federation" : "sender did not know the device",
    told,
    remote ? tellUpdates(trail) : `${sender.server} did not tell it that they had changed.`,
    learnedLater(trail),
  );
}

function learnedLater({ queries, sender, recipient, window }: Trail): string | undefined {
  const later = queries.find((query) => endOf(query) > window.to && wasAnswered(query) && lists(query, recipient));
  return (
    later &&
    `${sender.name}'s client learned of ${recipient.deviceId} at ${clock(endOf(later))}, when the message had been encrypted.`
  );
}

/** Syncs in which the sender's client was told, in time, that the recipient's device list had changed. */
function noticesOf({ facts, sender, recipient, window }: Trail): HttpEntry[] {
  return facts
    .requests(sender.name, "sync")
    .filter((sync) => endOf(sync) >= recipient.birth.from && endOf(sync) <= window.to)
    .filter(({ keys }) => keys?.deviceLists?.changed.includes(recipient.user));
}

/** Transactions from the recipient's server with a device list update of the user. */
function updatesOf({ facts, sender, recipient, window }: Trail): HttpEntry[] {
  return facts
    .of("http")
    .filter(({ link, route }) => link === `${recipient.server}->${sender.server}` && route === "federation/send")
    .filter(
      ({ keys, t }) =>
        t >= recipient.birth.from && t <= window.to && keys?.deviceLists?.changed.includes(recipient.user),
    );
}

function tellUpdates(trail: Trail): string {
  const { sender, recipient } = trail;
  const updates = updatesOf(trail);
  const last = updates.at(-1);
  if (!last) return `${recipient.server} sent ${sender.server} no device list update for it in time.`;
  return updates.some(wasDone)
    ? `${recipient.server} had told ${sender.server} that the list had changed.`
    : `${recipient.server} tried to tell ${sender.server} at ${clock(last.t)}: ${outcomeText(last)}.`;
}

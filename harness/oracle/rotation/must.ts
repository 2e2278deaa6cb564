import {
  contains,
  type Device,
  type Facts,
  membershipsDuring,
  newsOfDeath,
  newsOfMembership,
  newsOfState,
} from "../facts/index.ts";
import { clock, duration } from "../sentences.ts";
import type { Turn } from "./turn.ts";

/** Client-Server API, `m.room.encryption`: the defaults of its rotation periods. */
const DEFAULT_PERIOD_MS = 7 * 24 * 3_600_000;
const DEFAULT_MESSAGES = 100;
/** SDKs rotate at most this often, unless built with `_disable-minimum-rotation-period-ms`, as our rust client is. */
const MINIMUM_PERIOD_MS = 3_600_000;
const WITHOUT_MINIMUM = ["rust"];

/**
 * Why the session must have changed between two messages, as far as the sender's client surely knew; undefined if it need not.
 * Of the room's own limits nothing is known where its state is of another moment.
 */
export function whyMustRotate(facts: Facts, turn: Turn): string | undefined {
  const byState = turn.before.state?.late ? [] : [historyClosed, tooManyMessages, tooLong];
  for (const rule of [someoneLeft, deviceGone, blacklisted, ...byState]) {
    const reason = rule(facts, turn);
    if (reason) return reason;
  }
  return undefined;
}

/** Who left and came back in between was owed what was said all along, as far as the sender's client could tell. */
function someoneLeft(facts: Facts, { before, between }: Turn): string | undefined {
  for (const { user } of recipients(facts, before)) {
    const news = newsOfMembership(facts, before.sender, before.room, user).findLast(({ t }) => t <= between.to);
    const departed = news?.membership === "leave" || news?.membership === "ban";
    if (news && departed && contains(between, news.t)) return `it had seen at ${clock(news.t)} that ${user} had left`;
  }
  return undefined;
}

function deviceGone(facts: Facts, { before, between }: Turn): string | undefined {
  for (const device of recipients(facts, before)) {
    const seen = newsOfDeath(facts, before.sender, device).find(({ t }) => contains(between, t));
    if (seen) return `it had learned by ${clock(seen.t)} that ${device.name} was gone`;
  }
  return undefined;
}

function blacklisted(facts: Facts, { before, between }: Turn): string | undefined {
  const order = facts
    .named("blacklistDevice", before.sender)
    .find(
      ({ outcome, from, to, args }) =>
        outcome === "ok" &&
        contains(between, from) &&
        contains(between, to) &&
        recipients(facts, before).some(({ user, deviceId }) => user === args.userId && deviceId === args.deviceId),
    );
  return order && `it had been told at ${clock(order.to)} to blacklist ${order.args.deviceId}`;
}

/** Only tightening counts; a history that opens may keep its session. */
function historyClosed(facts: Facts, { before, after, between }: Turn): string | undefined {
  const openness = ["joined", "invited", "shared", "world_readable"];
  if (!before.state || !after.state) return undefined;
  const [old, now] = [before.state.historyVisibility, after.state.historyVisibility];
  if (openness.indexOf(now) >= openness.indexOf(old)) return undefined;
  const seen = newsOfState(facts, before.sender, before.room, "m.room.history_visibility").find(({ t }) =>
    contains(between, t),
  );
  return seen && `it had learned by ${clock(seen.t)} that history had been closed from ${old} to ${now}`;
}

function tooManyMessages({ messages }: Facts, { before, after }: Turn): string | undefined {
  const limit = before.state?.encryption?.rotationPeriodMsgs ?? DEFAULT_MESSAGES;
  const earlier = messages.filter(
    ({ sender, session, to }) => sender === after.sender && session === after.session && to <= after.from,
  );
  return earlier.length >= limit
    ? `${earlier.length} messages had been sent with it, and ${limit} are allowed`
    : undefined;
}

function tooLong(facts: Facts, { before, after }: Turn): string | undefined {
  const client = facts.devices.get(before.sender)?.client ?? "";
  const minimum = WITHOUT_MINIMUM.includes(client) ? 0 : MINIMUM_PERIOD_MS;
  const period = Math.max(minimum, before.state?.encryption?.rotationPeriodMs ?? DEFAULT_PERIOD_MS);
  const first = facts.messages.find(({ session, sender }) => session === before.session && sender === before.sender);
  const age = first ? after.from - first.to : 0;
  return age > period ? `it had been in use for ${duration(age)}, and ${duration(period)} are allowed` : undefined;
}

/** Devices that surely were meant to get the key of a message's session, but the sender's own. */
export function recipients(facts: Facts, message: Turn["before"]): Device[] {
  const room = facts.rooms.get(message.room);
  return [...facts.devices.values()].filter(({ name, user, birth, death }) => {
    const { state } = message;
    const memberships = state && !state.late ? [state.members[user]] : [...membershipsDuring(room, user, message)];
    const lived = birth.to < message.from && (death?.from ?? Number.POSITIVE_INFINITY) > message.to;
    return name !== message.sender && lived && memberships.every((membership) => membership === "join");
  });
}

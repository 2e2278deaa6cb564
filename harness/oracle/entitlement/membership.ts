import {
  calmBefore,
  type Facts,
  joinAfter,
  type Membership,
  type Message,
  membershipsDuring,
  newsOfMembership,
  type Span,
  type Visibility,
  visibilitiesDuring,
} from "../facts/index.ts";
import { type Due, forbidden, may, owed, unknown } from "./due.ts";

/** How long servers may take to tell each other of a join while nothing disturbs them, ms. */
const PROPAGATION_MS = 10_000;

/**
 * What a user is owed by being, or not being, in the room.
 * Room keys go to joined members, and to invited ones unless history visibility is `joined`
 * (Client-Server API, `m.room.history_visibility`; both SDKs do so).
 */
export function membershipDue(facts: Facts, message: Message, user: string): Due {
  const { known, told } = possibleMemberships(facts, message, user);
  const possible = new Set([...known, ...told]);
  const dues = [...possible].map((membership) => dueAs(membership, facts, message, user));
  const [first] = dues as [Due];
  if (isMaybeUnheard(facts, message, user, told)) return unknown("membership-race", latest(dues).since);
  if (dues.every(({ due }) => due === first.due)) return latest(dues);
  return (
    differing(facts, message, user, known, told) ??
    unknown("membership-race", Math.max(...dues.map(({ since }) => since)))
  );
}

/** What the sender's server says (one answer or none), and what the operations of the story say. */
function possibleMemberships(facts: Facts, message: Message, user: string) {
  const room = facts.rooms.get(message.room);
  const { state } = message;
  const known = new Set<Membership>(state && !state.late ? [state.members[user] ?? "leave"] : []);
  const silent = known.size > 0 && !room?.memberships.has(user);
  const told = silent ? new Set<Membership>() : membershipsDuring(room, user, message);
  return { known, told };
}

/** The operations leave no doubt, but the sender's server had not heard of them. */
function differing(
  facts: Facts,
  message: Message,
  user: string,
  known: Set<Membership>,
  told: Set<Membership>,
): Due | undefined {
  const [server] = known;
  if (!server || told.size !== 1) return undefined;
  const [real] = told as Set<Membership>;
  if (real === "leave" || real === "ban") return may("left-in-flight");
  if (real !== "join") return undefined;
  return isFresh(facts, message, user) ? may("join-in-flight") : owed();
}

/**
 * The sender's server cannot say whether it had heard of a fresh join, and the sender's client had been shown neither that
 * nor an invite.
 */
function isMaybeUnheard(facts: Facts, message: Message, user: string, told: Set<Membership>): boolean {
  if (!message.state?.late || !told.has("join") || !isFresh(facts, message, user)) return false;
  const news = newsOfMembership(facts, message.sender, message.room, user);
  return !news.some(({ t, membership }) => (membership === "join" || membership === "invite") && t <= message.from);
}

/** Whether a join is so recent, or so disturbed, that not every server need have heard of it. */
function isFresh(facts: Facts, message: Message, user: string): boolean {
  const changes = facts.rooms.get(message.room)?.memberships.get(user) ?? [];
  const joined = changes.findLast(({ value, to }) => value === "join" && to <= message.from);
  return Math.min(message.from - (joined?.to ?? 0), calmBefore(facts, message.from)) < PROPAGATION_MS;
}

function dueAs(membership: Membership, facts: Facts, message: Message, user: string): Due {
  if (membership === "join") return owed();
  const visibilities = visibilitiesAt(facts, message);
  const dues = [...visibilities].map((visibility) => dueOutside(membership, visibility, facts, message, user));
  const [first] = dues as [Due];
  return dues.every(({ due }) => due === first.due) ? first : unknown("membership-race", latest(dues).since);
}

function dueOutside(membership: Membership, visibility: Visibility, facts: Facts, message: Message, user: string): Due {
  const join = laterJoin(facts, message, user);
  if (membership === "invite" && visibility !== "joined") return join ? owed(join.to) : may("invited-never-joined");
  if (!join) return forbidden(absentReason(membership, facts, message, user));
  const open = visibility === "shared" || visibility === "world_readable";
  return open ? may("history-key-sharing-optional") : forbidden("history-not-visible");
}

function visibilitiesAt(facts: Facts, message: Message): Set<Visibility> {
  if (message.state && !message.state.late) return new Set([message.state.historyVisibility]);
  return visibilitiesDuring(facts.rooms.get(message.room), message);
}

/** When the user joined for all that operations, or a later message's room state, tell: after the message or before. */
function laterJoin(facts: Facts, message: Message, user: string): Span | undefined {
  const room = facts.rooms.get(message.room);
  const byOperation = joinAfter(room, user, message.to);
  if (byOperation) return byOperation;
  if (membershipsDuring(room, user, message).has("join")) return { from: 0, to: 0 };
  const witness = facts.messages.find(
    ({ room, state, from }) => room === message.room && from > message.to && state?.members[user] === "join",
  );
  return witness && { from: message.to, to: witness.from };
}

function absentReason(membership: Membership, facts: Facts, message: Message, user: string) {
  if (membership === "ban") return "banned";
  if (membership === "knock") return "knocking";
  const past = facts.rooms.get(message.room)?.memberships.get(user) ?? [];
  return past.some(({ value, to }) => value === "join" && to <= message.to) ? "left" : "not-joined";
}

function latest(dues: readonly Due[]): Due {
  return dues.reduce((a, b) => (b.since > a.since ? b : a));
}

import { contains, endOf, type Facts, overlap, wasAnswered } from "../facts/index.ts";
import { recipients, whyMustRotate } from "./must.ts";
import type { Turn } from "./turn.ts";

/** Operations after which an SDK may well start a new session. */
const OCCASIONS = [
  "leave",
  "kick",
  "ban",
  "blacklistDevice",
  "setHistoryVisibility",
  "enableEncryption",
  "discardSession",
  "resetIdentity",
  "identityStatus",
  "bootstrapCrossSigning",
  "restoreBackup",
  "startDehydration",
  "deleteDevice",
  "logout",
];

/**
 * Whether the session may have changed between two messages: everything that could be an occasion, known to the
 * sender's client or not. rust also rotates when it loads the whole member list, and after a failed key request.
 */
export function mayRotate(facts: Facts, turn: Turn): boolean {
  return [
    occasion,
    departure,
    holderGone,
    encryptionRenewed,
    memberListLoaded,
    keyRequestFailed,
    trustChanged,
    periodNearlyOver,
  ].some((rule) => rule(facts, turn));
}

function occasion(facts: Facts, { around }: Turn): boolean {
  return OCCASIONS.some((name) => facts.named(name).some((operation) => overlap(operation, around)));
}

/** An invite or a knock counts too: the leave before it may have been missed (element-hq/element-meta#3203). */
function departure(facts: Facts, { before, around }: Turn): boolean {
  return facts
    .of("clientEvent")
    .some(
      ({ device, name, t, data }) =>
        device === before.sender && name === "member" && data.membership !== "join" && contains(around, t),
    );
}

/** A device that had the session is gone: its news may have come too late for an earlier message. */
function holderGone(facts: Facts, { before, after }: Turn): boolean {
  const first = facts.messages.find(({ session, sender }) => session === before.session && sender === before.sender);
  return recipients(facts, first ?? before).some(({ death }) => death !== undefined && death.from < after.to);
}

function encryptionRenewed(facts: Facts, { before, around }: Turn): boolean {
  return facts.requests(before.sender, "sync").some((sync) => {
    const renewed = sync.keys?.events?.some(({ type, room }) => type === "m.room.encryption" && room === before.room);
    return renewed && overlap({ from: sync.t, to: endOf(sync) }, around);
  });
}

function memberListLoaded(facts: Facts, { before, around }: Turn): boolean {
  return facts.requests(before.sender, "members").some(({ t }) => contains(around, t));
}

function keyRequestFailed(facts: Facts, { before, around }: Turn): boolean {
  const routes = ["sendToDevice", "keys/claim", "keys/query", "keys/upload"];
  return routes
    .flatMap((route) => facts.requests(before.sender, route))
    .some((each) => contains(around, each.t) && !wasAnswered(each));
}

function trustChanged(facts: Facts, { around }: Turn): boolean {
  return facts.of("clientEvent").some(({ name, t }) => name === "verification" && contains(around, t));
}

/** One message or one moment before the period is over counts too: SDKs and we may count differently. */
function periodNearlyOver(facts: Facts, turn: Turn): boolean {
  const { before, after } = turn;
  const { rotationPeriodMsgs = 100, rotationPeriodMs } = before.state?.encryption ?? {};
  const sent = facts.messages.filter(({ session, sender }) => session === before.session && sender === before.sender);
  const age = after.to - (sent[0]?.from ?? after.to);
  return (
    sent.length >= rotationPeriodMsgs ||
    (rotationPeriodMs !== undefined && age >= rotationPeriodMs) ||
    whyMustRotate(facts, turn) !== undefined
  );
}

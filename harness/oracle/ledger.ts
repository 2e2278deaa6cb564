import type { RoomKeyEntry, TimelineEntry } from "../journal/index.ts";
import { type Excuse, excuseAbsence, excuseStandingFailure } from "./absence.ts";
import { causeOf } from "./cause.ts";
import { covered, type Facts } from "./facts/index.ts";
import type { LedgerRow, Outcome } from "./judgement.ts";
import type { Obligation } from "./obligations.ts";
import { REASONS, type ReasonCode } from "./reasons.ts";

/** What became of each message on each device but the sender's own. */
export function ledgerOf(facts: Facts, obligations: readonly Obligation[]): LedgerRow[] {
  return obligations.filter(({ reason }) => reason !== "own-message").map((obligation) => rowOf(facts, obligation));
}

function rowOf(facts: Facts, obligation: Obligation): LedgerRow {
  const { message, device } = obligation;
  const sightings = facts.sightings(message.event, device.name);
  const reading = readingOf(facts, obligation, sightings);
  const { outcome, reason } = outcomeOf(facts, obligation, reading);
  return compact({
    event: message.event,
    room: message.room,
    beat: message.sent.beat,
    body: message.sent.body,
    sender: message.sender,
    device: device.name,
    outcome,
    reason: reason && { code: reason, text: REASONS[reason] },
    sentAt: message.from,
    seenAt: sightings[0]?.t,
    failedAt: reading.failure?.t,
    readAt: reading.readAt,
    latencyMs: latencyOf(obligation, reading),
    afterMs: reading.failure && reading.stoodMs,
    code: reading.failure?.code,
    cause: reading.failure && causeOf(reading.failure.code),
    session: message.session,
    index: message.index,
    keySource: reading.key?.source,
  });
}

/** How one device fared with one message. */
interface Reading {
  /** The last failure to decrypt it. */
  readonly failure: TimelineEntry | undefined;
  /** How long the longest failure stood while the client ran and the message was owed, ms. */
  readonly stoodMs: number;
  /** When it was readable for good; absent when it is not. */
  readonly readAt: number | undefined;
  readonly everRead: boolean;
  /** The first copy of its Megolm session that this device reported. */
  readonly key: RoomKeyEntry | undefined;
  readonly seen: boolean;
}

function readingOf(facts: Facts, { message, device, since }: Obligation, sightings: readonly TimelineEntry[]): Reading {
  const readable = ({ state }: TimelineEntry) => state !== "utd";
  const last = sightings.at(-1);
  const lastFailure = sightings.findLastIndex((entry) => !readable(entry));
  const endsAt = Math.min(facts.endsAt, device.death?.to ?? facts.endsAt);
  const failures = sightings.flatMap((entry, at) =>
    readable(entry) ? [] : [{ from: Math.max(entry.t, since), to: sightings[at + 1]?.t ?? endsAt }],
  );
  return {
    failure: sightings[lastFailure],
    stoodMs: longest(mergeTouching(failures).map((span) => covered(span, device.running))),
    readAt: last && readable(last) ? sightings[lastFailure + 1]?.t : undefined,
    everRead: sightings.some(readable),
    key: facts.roomKeys(message.session, device.name)[0],
    seen: last !== undefined,
  };
}

/** A failure that is shown again, perhaps with another code, is the same failure. */
function mergeTouching(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  return spans.reduce<{ from: number; to: number }[]>((merged, span) => {
    const previous = merged.at(-1);
    if (previous && previous.to >= span.from) previous.to = span.to;
    else merged.push({ ...span });
    return merged;
  }, []);
}

const longest = (lengths: number[]): number => Math.max(0, ...lengths);

function outcomeOf(facts: Facts, obligation: Obligation, reading: Reading): { outcome: Outcome; reason?: ReasonCode } {
  const { due, reason } = obligation;
  if (due === "forbidden")
    return reading.everRead ? { outcome: "leaked", reason: reason as ReasonCode } : notOwed(reason);
  if (due === "owed") return owedOutcome(facts, obligation, reading);
  if (reading.readAt !== undefined) return { outcome: reading.failure ? "redecrypted" : "read" };
  return due === "may" ? notOwed(reason) : { outcome: "unknown", reason: reason as ReasonCode };
}

const notOwed = (reason: ReasonCode | undefined) => ({ outcome: "not-owed" as const, reason: reason as ReasonCode });

function owedOutcome(
  facts: Facts,
  obligation: Obligation,
  reading: Reading,
): { outcome: Outcome; reason?: ReasonCode } {
  const { lateAfterMs, lostAfterMs } = facts.header.policy;
  if (!reading.seen) return excused(excuseAbsence(facts, obligation)) ?? { outcome: "never-arrived" };
  if (reading.stoodMs >= lostAfterMs) return { outcome: "lost" };
  if (reading.readAt === undefined)
    return excused(excuseStandingFailure(facts, obligation, reading.stoodMs)) ?? { outcome: "lost" };
  if (reading.stoodMs >= lateAfterMs) return { outcome: "late" };
  return { outcome: obligation.since > 0 && failedEarly(obligation, reading) ? "redecrypted" : "read" };
}

const excused = (excuse: Excuse | undefined) => excuse && { outcome: excuse.outcome, reason: excuse.reason };

function failedEarly({ since }: Obligation, { failure }: Reading): boolean {
  return failure !== undefined && failure.t < since;
}

/** Only where the client ran all the while: time that it slept says nothing of encryption. */
function latencyOf({ message, device, since }: Obligation, { readAt }: Reading): number | undefined {
  if (readAt === undefined || since > 0) return undefined;
  const span = { from: message.from, to: readAt };
  return covered(span, device.running) === span.to - span.from ? span.to - span.from : undefined;
}

function compact<T extends object>(row: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T;
}

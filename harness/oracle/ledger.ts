import { causeOf } from "./cause.ts";
import { covered, type Facts } from "./facts/index.ts";
import type { LedgerRow } from "./judgement.ts";
import type { Obligation } from "./obligations.ts";
import { outcomeOf } from "./outcome.ts";
import { type Reading, readingOf } from "./reading.ts";
import { REASONS } from "./reasons.ts";

/** What became of each message on each device but the sender's own. */
export function ledgerOf(facts: Facts, obligations: readonly Obligation[]): LedgerRow[] {
  return obligations.filter(({ reason }) => reason !== "own-message").map((obligation) => rowOf(facts, obligation));
}

function rowOf(facts: Facts, obligation: Obligation): LedgerRow {
  const { message, device } = obligation;
  const reading = readingOf(facts, obligation);
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
    seenAt: reading.seenAt,
    failedAt: reading.failure?.t,
    readAt: reading.readAt,
    latencyMs: latencyOf(obligation, reading),
    afterMs: reading.failure && Math.round(reading.stoodMs),
    code: reading.failure?.code,
    cause: reading.failure && causeOf(reading.failure.code),
    session: message.session,
    index: message.index,
    keySource: reading.key?.source,
  });
}

/** Only where the client ran all the while: time that it slept says nothing of encryption. */
function latencyOf({ message, device, since }: Obligation, { readAt }: Reading): number | undefined {
  if (readAt === undefined || since > 0) return undefined;
  const span = { from: message.from, to: readAt };
  const length = span.to - span.from;
  return covered(span, device.running) === length ? Math.round(length) : undefined;
}

function compact<T extends object>(row: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T;
}

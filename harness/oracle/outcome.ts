import { excuseAbsence, excuseStandingFailure } from "./absence.ts";
import type { Facts } from "./facts/index.ts";
import type { Outcome } from "./judgement.ts";
import type { Obligation } from "./obligations.ts";
import type { Reading } from "./reading.ts";
import type { ReasonCode } from "./reasons.ts";

/** What became of one message on one device, and why nothing can be said or nothing was owed. */
export interface Result {
  readonly outcome: Outcome;
  readonly reason?: ReasonCode;
}

export function outcomeOf(facts: Facts, obligation: Obligation, reading: Reading): Result {
  const { due, reason } = obligation;
  if (due === "owed") return owedOutcome(facts, obligation, reading);
  if (due === "forbidden") return { outcome: reading.everDecrypted ? "leaked" : "not-owed", reason };
  if (reading.readAt !== undefined) return { outcome: reading.failure ? "redecrypted" : "read" };
  return { outcome: due === "may" ? "not-owed" : "unknown", reason };
}

function owedOutcome(facts: Facts, obligation: Obligation, reading: Reading): Result {
  const { lateAfterMs, lostAfterMs } = facts.header.policy;
  const { failure, stoodMs, readAt, seenAt } = reading;
  if (seenAt === undefined) return excuseAbsence(facts, obligation) ?? { outcome: "never-arrived" };
  if (stoodMs >= lostAfterMs) return { outcome: "lost" };
  if (readAt === undefined) return excuseStandingFailure(facts, obligation, stoodMs) ?? { outcome: "lost" };
  if (stoodMs >= lateAfterMs) return { outcome: "late" };
  return { outcome: failure && failure.t < obligation.since ? "redecrypted" : "read" };
}

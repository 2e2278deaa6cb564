import type { Facts } from "../facts/index.ts";
import type { LedgerRow, Outcome } from "../judgement.ts";
import { clock, duration } from "../sentences.ts";
import type { Autopsy } from "./autopsy.ts";

const FAILURES: Outcome[] = ["lost", "late", "never-arrived"];

/** One causal account for each message that was lost, late or missing. */
export function performAutopsies(facts: Facts, ledger: readonly LedgerRow[]): Autopsy[] {
  return ledger.filter(({ outcome }) => FAILURES.includes(outcome)).map((row) => performAutopsy(facts, row));
}

function performAutopsy(_facts: Facts, row: LedgerRow): Autopsy {
  const failed =
    row.failedAt === undefined
      ? "never showed it"
      : `could not decrypt it at ${clock(row.failedAt)} (${row.code ?? "no code"})`;
  return {
    event: row.event,
    device: row.device,
    rootCause: "undetermined",
    story: [
      `${row.sender} sent "${row.body}" at ${clock(row.sentAt)}; ${row.device} ${failed}.`,
      ...(row.outcome === "late" ? [`It was readable after ${duration(row.afterMs ?? 0)}.`] : []),
    ],
  };
}

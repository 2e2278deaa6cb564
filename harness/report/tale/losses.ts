import type { LedgerRow, Outcome } from "../../oracle/index.ts";

/** The moment at which a device stood before a message that it could not read. */
export interface Loss {
  lane: string;
  t: number;
  outcome: Outcome;
  row: LedgerRow;
}

const BAD: Outcome[] = ["lost", "late", "never-arrived", "leaked"];

export function isBad(outcome: Outcome): boolean {
  return BAD.includes(outcome);
}

/** @param end when the story ended, for what never arrived */
export function lossesOf(ledger: readonly LedgerRow[], end: number): Loss[] {
  return ledger
    .filter(({ outcome }) => isBad(outcome))
    .map((row) => ({ lane: row.device, t: row.failedAt ?? row.seenAt ?? end, outcome: row.outcome, row }));
}

import type { Case, NewFinding, Oracle } from "../case.ts";
import type { LedgerRow, Outcome } from "../judgement.ts";

const FAILURES: Outcome[] = ["lost", "late", "never-arrived"];

/** Every owed message is read in time. What the journal cannot settle is `unknown`. */
export const decryption: Oracle = {
  name: "decryption",
  examine(evidence) {
    return evidence.ledger.flatMap((row) => {
      if (FAILURES.includes(row.outcome)) return [failure(evidence, row)];
      return row.outcome === "unknown" ? [doubt(row)] : [];
    });
  },
};

function failure({ autopsies }: Case, row: LedgerRow): NewFinding {
  const autopsy = autopsies.find(({ event, device }) => event === row.event && device === row.device);
  return {
    kind: row.outcome,
    severity: "broken",
    ...place(row),
    ...(row.cause && { cause: row.cause }),
    ...(autopsy && { rootCause: autopsy.rootCause }),
    ...(row.afterMs !== undefined && { afterMs: row.afterMs }),
    story: autopsy?.story ?? [],
  };
}

function doubt(row: LedgerRow): NewFinding {
  return {
    kind: "undecided",
    severity: "unknown",
    ...place(row),
    story: [`Whether ${row.device} should have read "${row.body}" cannot be told: ${row.reason?.text}.`],
  };
}

const place = ({ beat, event, device }: LedgerRow) => ({ beat, event, device });

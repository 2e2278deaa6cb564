import type { Case, NewFinding, Oracle } from "../case.ts";
import type { LedgerRow } from "../judgement.ts";
import type { FindingKind } from "../kinds.ts";

const FAILURES = ["lost", "late", "never-arrived"] as const;

/** Every owed message is read in time. What the journal cannot settle is `unknown`. */
export const decryption: Oracle = {
  name: "decryption",
  examine(evidence) {
    return evidence.ledger.flatMap((row) => {
      const kind = FAILURES.find((outcome) => outcome === row.outcome);
      if (kind) return [failure(evidence, row, kind)];
      return row.outcome === "unknown" ? [doubt(row)] : [];
    });
  },
};

function failure({ autopsies }: Case, row: LedgerRow, kind: FindingKind): NewFinding {
  const autopsy = autopsies.find(({ event, device }) => event === row.event && device === row.device);
  return {
    kind,
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
    story: [`Whether ${row.device} should have read “${row.body}” cannot be told: ${row.reason?.text}.`],
  };
}

const place = ({ beat, event, device }: LedgerRow) => ({ beat, event, device });

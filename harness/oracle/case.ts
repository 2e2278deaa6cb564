import type { Entry } from "../journal/index.ts";
import type { Autopsy } from "./autopsy/autopsy.ts";
import { performAutopsies } from "./autopsy/index.ts";
import { type Facts, factsOf } from "./facts/index.ts";
import type { Finding } from "./finding.ts";
import type { LedgerRow } from "./judgement.ts";
import { ledgerOf } from "./ledger.ts";
import { type Obligation, obligationsOf } from "./obligations.ts";

/** All that an oracle may look at. */
export interface Case {
  readonly facts: Facts;
  readonly obligations: readonly Obligation[];
  readonly ledger: LedgerRow[];
  readonly autopsies: Autopsy[];
}

/** A finding without the name of its oracle. */
export type NewFinding = Omit<Finding, "oracle">;

/** One question that is asked of every journal. */
export interface Oracle {
  readonly name: string;
  examine(evidence: Case): NewFinding[];
}

export function caseOf(entries: readonly Entry[]): Case {
  const facts = factsOf(entries);
  const obligations = obligationsOf(facts);
  const rows = ledgerOf(facts, obligations);
  const autopsies = performAutopsies(facts, rows);
  const causes = new Map(autopsies.map(({ event, device, rootCause }) => [`${event} ${device}`, rootCause]));
  const ledger = rows.map((row) => {
    const rootCause = causes.get(`${row.event} ${row.device}`);
    return rootCause ? { ...row, rootCause } : row;
  });
  return { facts, obligations, ledger, autopsies };
}

import type { Autopsy } from "./autopsy/autopsy.ts";
import type { Facts } from "./facts/index.ts";
import type { Finding } from "./finding.ts";
import type { LedgerRow } from "./judgement.ts";
import type { Obligation } from "./obligations.ts";

/** All that an oracle may look at. */
export interface Case {
  readonly facts: Facts;
  readonly obligations: readonly Obligation[];
  readonly ledger: readonly LedgerRow[];
  readonly autopsies: readonly Autopsy[];
}

/** A finding without the name of its oracle. */
export type NewFinding = Omit<Finding, "oracle">;

/** One question that is asked of every journal. */
export interface Oracle {
  readonly name: string;
  examine(evidence: Case): NewFinding[];
}

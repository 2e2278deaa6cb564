import type { RootCause } from "./autopsy/autopsy.ts";
import type { Cause } from "./cause.ts";
import type { FindingKind } from "./kinds.ts";

/** What an oracle says of one journal. */
export type OracleVerdict = "holds" | "broken" | "unknown";

/** The verdict of one story in one cell, as in `summary.json`. */
export type Verdict = OracleVerdict | "known" | "skipped" | "fixed";

/** One thing that an oracle found. `kind` is stable: known failures and other tools match on it. */
export interface Finding {
  kind: FindingKind;
  oracle: string;
  /** `unknown` findings make the story unknown, not broken. */
  severity: "broken" | "unknown";
  beat?: string;
  event?: string;
  device?: string;
  /** What the SDK says, normalised. */
  cause?: Cause;
  /** What the autopsy says. */
  rootCause?: RootCause;
  afterMs?: number;
  /** The account, in sentences. */
  story: string[];
}

export interface OracleResult {
  oracle: string;
  verdict: OracleVerdict;
  findings: Finding[];
}

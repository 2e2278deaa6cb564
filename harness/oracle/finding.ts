/** What an oracle says of one journal. */
export type OracleVerdict = "holds" | "broken" | "unknown";

/** The verdict of one story in one cell, as in `summary.json`. */
export type Verdict = OracleVerdict | "known" | "skipped" | "fixed";

/** One thing that an oracle found. `kind` is stable: known failures and other tools match on it. */
export interface Finding {
  /** E.g. `lost`, `late`, `never-arrived`, `leaked`, `spoofed`, `rotation-missed`, `otk-reused`, `fault-missed`. */
  kind: string;
  oracle: string;
  /** `unknown` findings make the story unknown, not broken. */
  severity: "broken" | "unknown";
  beat?: string;
  event?: string;
  device?: string;
  /** Normalised decryption failure cause, see cause.ts. */
  cause?: string;
  /** Autopsy's root cause, see autopsy. */
  rootCause?: string;
  afterMs?: number;
  /** The account, in sentences. */
  story: string[];
}

export interface OracleResult {
  oracle: string;
  verdict: OracleVerdict;
  findings: Finding[];
}

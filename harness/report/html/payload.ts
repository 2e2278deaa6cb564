import type { Entry } from "../../journal/entries.ts";
import type { Judgement, OracleVerdict } from "../../oracle/index.ts";
import type { Summary } from "../summary.ts";

/** What report.html carries at its top: enough for the overview. */
export interface Overview {
  summary: Summary;
  /** For each result, in order: what the summary does not tell and the overview shows. */
  notes: Note[];
}

export interface Note {
  why: string;
  tracks: string[];
  /** Links of the known failures that were seen, or that vanished. */
  known: string[];
}

/** How much of a journal the report carries. */
export type Detail = "everything" | "telling" | "plot" | "nothing";

/** One result in full, unpacked when it is opened. */
export interface PlayDetail {
  detail: Detail;
  entries: Entry[];
  judgement?: EmbeddedJudgement;
}

/** A judgement without what it says twice. */
export type EmbeddedJudgement = Pick<
  Judgement,
  "known" | "fixed" | "caught" | "ledger" | "latency" | "policy" | "autopsies"
> & {
  oracles: { oracle: string; verdict: OracleVerdict; findings: number }[];
};

/** Elements of report.html that carry gzipped, base64-encoded JSON. */
export const OVERVIEW_ELEMENT = "overview";
export const playElement = (index: number) => `play-${index}`;

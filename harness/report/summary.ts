import type { Finding, Judgement, Latency, Verdict } from "../oracle/index.ts";

export const SUMMARY_VERSION = 1;

/** What `summary.json` holds, version 1. Its JSON schema is `docs/schema/summary-v1.json`. */
export interface Summary {
  version: typeof SUMMARY_VERSION;
  run: string;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** Fixes the plan of the run, not its timing. */
  seed: string;
  environment: Environment;
  results: Result[];
  totals: Totals;
}

export interface Environment {
  /** Versions of servers, clients and tools, by name. */
  versions: Record<string, string>;
  /** Arguments that chose other versions or worlds than the default ones; part of each line to reproduce. */
  pins: string[];
}

/** One story in one cell. What does not apply is null, so that every key is always there. */
export interface Result {
  id: string;
  title: string;
  cell: string;
  seed: string;
  verdict: Verdict;
  findings: ResultFinding[];
  skippedBecause: string | null;
  /** From send to read. Null when nobody read anything. */
  latency: ResultLatency | null;
  phases: Phases;
  /** Folder of this result's journal, verdict and logs, relative to the run's folder. Null when nothing was played. */
  artefacts: string | null;
}

export interface ResultFinding {
  /** Stable name, e.g. `lost`, `late`, `leaked`. */
  kind: string;
  beat: string | null;
  event: string | null;
  device: string | null;
  cause: string | null;
  rootCause: string | null;
  afterMs: number | null;
  /** The account, in sentences. */
  story: string[];
}

/** Nearest-rank percentiles over the messages that were read, ms. */
export type ResultLatency = Required<Latency>;

export interface Phases {
  deployMs: number;
  playMs: number;
  judgeMs: number;
}

export type Totals = Record<Verdict, number> & { results: number };

export type RunFacts = Pick<Summary, "run" | "startedAt" | "durationMs" | "seed" | "environment">;

export function buildSummary(run: RunFacts, results: Result[]): Summary {
  const { run: name, startedAt, durationMs, seed, environment } = run;
  return {
    version: SUMMARY_VERSION,
    run: name,
    startedAt,
    durationMs: Math.round(durationMs),
    seed,
    environment,
    results,
    totals: countTotals(results),
  };
}

/**
 * What a judgement contributes to a result. Known findings are told too, and a known failure that vanished
 * is a finding of its own (`known-failure-vanished`), so that the summary alone says why a verdict is what it is.
 */
export function summariseJudgement(
  judgement: Judgement,
): Pick<Result, "verdict" | "findings" | "latency" | "skippedBecause"> {
  const { verdict, findings, known, fixed, latency } = judgement;
  const vanished = fixed.map((failure) => ({
    ...summariseFinding({ kind: "known-failure-vanished", oracle: "known", severity: "broken", story: [] }),
    beat: failure.beat ?? null,
    device: failure.device ?? null,
    story: [`"${failure.kind}" is known from ${failure.link} and was not seen. Fixed? Then remove its entry.`],
  }));
  const expected = known.flatMap((each) => each.findings.map(summariseFinding));
  return {
    verdict,
    findings: [...findings.map(summariseFinding), ...vanished, ...expected],
    latency: latency.count > 0 ? (latency as ResultLatency) : null,
    skippedBecause: null,
  };
}

export function summariseFinding(finding: Finding): ResultFinding {
  return {
    kind: finding.kind,
    beat: finding.beat ?? null,
    event: finding.event ?? null,
    device: finding.device ?? null,
    cause: finding.cause ?? null,
    rootCause: finding.rootCause ?? null,
    afterMs: finding.afterMs ?? null,
    story: finding.story,
  };
}

function countTotals(results: Result[]): Totals {
  const totals: Totals = { results: results.length, holds: 0, broken: 0, unknown: 0, known: 0, skipped: 0, fixed: 0 };
  for (const { verdict } of results) totals[verdict]++;
  return totals;
}

/** The exit code of a run: 1 broken, 3 a known failure vanished, 2 unknown (or nothing was played), else 0. */
export function exitCode({ broken, fixed, unknown, skipped, results }: Totals): 0 | 1 | 2 | 3 {
  if (broken > 0) return 1;
  if (fixed > 0) return 3;
  if (unknown > 0 || skipped === results) return 2;
  return 0;
}

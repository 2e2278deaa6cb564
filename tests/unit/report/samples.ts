import type { Result, ResultFinding, RunFacts } from "../../../harness/report/summary.ts";

export const FACTS: RunFacts = {
  run: "20261124-080000",
  startedAt: "2026-11-24T08:00:00.000Z",
  durationMs: 221_400,
  seed: "8f31c",
  environment: { versions: { synapse: "1.163.2", "matrix-js-sdk": "43.0.0" }, pins: [] },
};

export function sampleResult(change: Partial<Result> = {}): Result {
  return {
    id: "keys/claim-fails",
    title: "claiming keys fails once",
    cell: "js@hs1,rust@hs2",
    seed: "8f31c",
    verdict: "holds",
    findings: [],
    skippedBecause: null,
    latency: { count: 3, p50: 210, p90: 260, p99: 260, max: 260 },
    phases: { deployMs: 400, playMs: 1_600, judgeMs: 4 },
    artefacts: "keys/claim-fails/js-hs1_rust-hs2",
    ...change,
  };
}

export function sampleFinding(change: Partial<ResultFinding> = {}): ResultFinding {
  return {
    kind: "lost",
    beat: "said in the dark",
    event: "$abc",
    device: "bob",
    cause: "missing-session",
    rootCause: "claim failed and not retried",
    afterMs: 60_000,
    story: ["alice claimed no key.", "Root cause: claim failed and not retried."],
    ...change,
  };
}

export const brokenResult = (change: Partial<Result> = {}) =>
  sampleResult({ verdict: "broken", findings: [sampleFinding()], ...change });

export const skippedResult = () =>
  sampleResult({ verdict: "skipped", skippedBecause: 'The node client, as bob, lacks "sigkill".', artefacts: null });

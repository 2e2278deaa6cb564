import type { Latency, LedgerRow } from "./judgement.ts";

/** Nearest-rank percentiles over all rows that have a latency. */
export function latencyOf(ledger: readonly LedgerRow[]): Latency {
  const sorted = ledger.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs])).sort((a, b) => a - b);
  const max = sorted.at(-1);
  if (max === undefined) return { count: 0 };
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { count: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max };
}

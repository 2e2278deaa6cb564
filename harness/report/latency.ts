import type { Policy } from "../journal/entries.ts";
import type { Latency } from "../oracle/index.ts";
import { duration } from "./vocabulary.ts";

/** How long messages took from being sent to being read, in one sentence; and what counted as too long, in another. */
export function latencyText({ count, p50, p90, p99, max }: Latency, { lateAfterMs, lostAfterMs }: Policy): string {
  const thresholds = `Undecryptable for ${duration(lateAfterMs)} is late; for ${duration(lostAfterMs)}, or at the end, lost.`;
  if (p50 === undefined || p90 === undefined || p99 === undefined || max === undefined) return thresholds;
  const times = `median ${duration(p50)}, 90 % ${duration(p90)}, 99 % ${duration(p99)}, longest ${duration(max)}`;
  return `From send to read, ${count === 1 ? "once" : `${count} times`}: ${times}. ${thresholds}`;
}

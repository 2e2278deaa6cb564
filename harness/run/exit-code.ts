import type { Verdict } from "../oracle/finding.ts";

export const ExitCode = { holds: 0, broken: 1, unknown: 2, fixed: 3, usage: 64, harness: 70, interrupted: 130 } as const;

/** The worst verdict decides. Known failures and skipped stories are no failure. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes("broken")) return ExitCode.broken;
  if (verdicts.includes("unknown")) return ExitCode.unknown;
  if (verdicts.includes("fixed")) return ExitCode.fixed;
  return ExitCode.holds;
}

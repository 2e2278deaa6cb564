/** Exit codes besides those of verdicts (see `exitCode` in report/summary.ts). */
export const ExitCode = { holds: 0, broken: 1, usage: 64, harness: 70, interrupted: 130 } as const;

import { compareRuns, comparisonLines } from "../../report/compare.ts";
import { readSummary } from "../../report/run-files.ts";
import { resolveRun } from "../resolve-run.ts";
import type { Register } from "./command.ts";

export const registerCompare: Register = (program, setExitCode) => {
  program
    .command("compare")
    .description("says what became worse and better from one run to another; exits with 1 if anything became worse")
    .argument("<before>", "a run's name or folder")
    .argument("[after]", "a run's name or folder", "latest")
    .option("--json", "for machines")
    .action((before: string, after: string, { json }: { json?: boolean }) => {
      const comparison = compareRuns(readSummary(resolveRun(before)), readSummary(resolveRun(after)));
      console.log(json ? JSON.stringify(comparison, null, 2) : comparisonLines(comparison).join("\n"));
      setExitCode(comparison.worse.length > 0 ? 1 : 0);
    });
};

import { exitCode } from "../../report/summary.ts";
import { addThresholds, type Thresholds } from "../options.ts";
import { rejudgeRun } from "../rejudge.ts";
import { resolveRun } from "../resolve-run.ts";
import type { Register } from "./command.ts";

export const registerJudge: Register = (program, setExitCode) => {
  addThresholds(program.command("judge"))
    .description("judges an old run's journals with today's oracles, and renews its reports")
    .argument("[run]", "a run's name or folder", "latest")
    .option("--json", "prints summary.json")
    .action(async (run: string, { json, ...thresholds }: Thresholds & { json?: boolean }) => {
      const summary = await rejudgeRun(resolveRun(run), thresholds);
      if (json) console.log(JSON.stringify(summary, null, 2));
      setExitCode(exitCode(summary.totals));
    });
};

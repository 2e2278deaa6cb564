import { relative } from "node:path";
import { tellGitHub } from "../../report/index.ts";
import { mergeRuns } from "../../report/merge.ts";
import { exitCode } from "../../report/summary.ts";
import { createTerminal, terminalDefaults } from "../../report/terminal/index.ts";
import { DEFAULT_SCENARIOS } from "../options.ts";
import { resolveRun } from "../resolve-run.ts";
import { createRunFolder } from "../run-folder.ts";
import type { Register } from "./command.ts";

export const registerMerge: Register = (program, setExitCode) => {
  program
    .command("merge")
    .description("makes one run of several, e.g. of a night's shards, and reports it")
    .argument("<runs...>", "names or folders of runs")
    .action(async (runs: string[]) => {
      const parts = runs.map((run) => resolveRun(run));
      const { folder } = createRunFolder();
      const summary = await mergeRuns(parts, folder);
      const { results, seed, environment, totals } = summary;
      const terminal = createTerminal(terminalDefaults(process.stdout, process.env));
      terminal.runStarted({ results: results.length, seed, folder: relative("", folder), environment });
      terminal.runFinished(summary);
      tellGitHub(summary, DEFAULT_SCENARIOS);
      setExitCode(exitCode(totals));
    });
};

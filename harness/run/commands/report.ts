import { resolveRun } from "../resolve-run.ts";
import type { Register } from "./command.ts";

export const registerReport: Register = (program) => {
  program
    .command("report")
    .description("renders an old run's reports anew from what lies in its folder")
    .argument("[run]", "a run's name or folder", "latest")
    .action(async (run: string) => {
      const { renderRun } = await import("../../report/index.ts");
      console.log(await renderRun(resolveRun(run)));
    });
};

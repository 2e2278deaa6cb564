import { newScenario } from "../new-scenario.ts";
import { DEFAULT_SCENARIOS } from "../options.ts";
import type { Register } from "./command.ts";

export const registerNew: Register = (program) => {
  program
    .command("new")
    .description("writes a scenario to start from, and says how to play it")
    .argument("<id>", "chapter and name, e.g. federation/a-slow-link")
    .option("--scenarios <folder>", "where the scenarios are", DEFAULT_SCENARIOS)
    .action((id: string, { scenarios }: { scenarios: string }) => {
      const path = newScenario(id, scenarios);
      const where = scenarios === DEFAULT_SCENARIOS ? "" : ` --scenarios ${scenarios}`;
      console.log(`Wrote ${path}. It plays as it is:\n  npm run torture -- run ${id}${where}`);
    });
};

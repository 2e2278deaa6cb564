import { loadCatalogue, type Story, selectStories } from "../catalogue.ts";
import { DEFAULT_SCENARIOS } from "../options.ts";
import type { Register } from "./command.ts";

export const registerList: Register = (program) => {
  program
    .command("list")
    .description("lists the scenarios")
    .argument("[words...]", "scenarios, chapters, paths, tags or issues", ["all"])
    .option("--scenarios <folder>", "where the scenarios are", DEFAULT_SCENARIOS)
    .option("--json", "for machines")
    .action(async (words: string[], { scenarios, json }: { scenarios: string; json?: boolean }) => {
      const stories = selectStories(await loadCatalogue(scenarios), words);
      console.log(json ? JSON.stringify(stories.map(describe), null, 2) : stories.map(line).join("\n"));
    });
};

function describe({ id, title, spec }: Story) {
  const { why, tracks = [], tags = [], cast, needs = [], serverNeeds = [] } = spec;
  return { id, title, why, tracks, tags, cast, needs, serverNeeds };
}

function line({ id, title, spec }: Story): string {
  const tags = spec.tags?.length ? ` [${spec.tags.join(", ")}]` : "";
  return `${id}\n    ${title}${tags}`;
}

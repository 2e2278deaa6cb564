import { readSummary } from "../../report/run-files.ts";
import type { Result } from "../../report/summary.ts";
import { parseCell } from "../../story/cell.ts";
import { loadCatalogue, type Story } from "../catalogue.ts";
import { openKinds } from "../kinds.ts";
import { addJobs, type Jobs, parsePins } from "../options.ts";
import { performRun } from "../perform-run.ts";
import { planPlays } from "../plan.ts";
import { resolveRun } from "../resolve-run.ts";
import { parseSeed } from "../seed.ts";
import { featuresWith } from "../servers.ts";
import { UsageError } from "../usage-error.ts";
import type { Register } from "./command.ts";

export const registerReplay: Register = (program, setExitCode) => {
  addJobs(program.command("replay"))
    .description("plays an old run's plan again: the same stories, cells, seeds and versions")
    .argument("[run]", "a run's name or folder", "latest")
    .option("--quiet", "prints failures and totals only")
    .option("--json", "prints summary.json instead of progress")
    .action(async (run: string, options: { jobs: Jobs; quiet?: boolean; json?: boolean }) => {
      setExitCode(await replay(run, options));
    });
};

async function replay(run: string, options: { jobs: Jobs; quiet?: boolean; json?: boolean }): Promise<number> {
  const { results, seed, environment } = readSummary(resolveRun(run));
  const pins = parsePins(environment.pins);
  const catalogue = await loadCatalogue(pins.scenarios);
  const kinds = await openKinds(pins);
  const wanted = results.map((result) => ({
    story: storyOf(result, catalogue),
    cell: parseCell(result.cell, [...kinds.keys()]),
    seed: parseSeed(result.seed),
  }));
  const plan = planPlays(wanted, { kinds, featuresOf: featuresWith(pins) });
  // A merged run has the seeds of all its parts; its results have their own anyway.
  const [first = ""] = seed.split(", ");
  return performRun({ plan, seed: parseSeed(first), kinds, ...pins, ...options });
}

function storyOf({ id }: Result, catalogue: readonly Story[]): Story {
  const story = catalogue.find((each) => each.id === id);
  if (!story) throw new UsageError(`The run played "${id}", which is no longer in the catalogue.`);
  return story;
}

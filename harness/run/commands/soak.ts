import { loadCatalogue, SOAK_TAG, selectStories } from "../catalogue.ts";
import { addCells, cellsOf } from "../cells.ts";
import { openKinds } from "../kinds.ts";
import {
  addJobs,
  addPins,
  addThresholds,
  DEFAULT_SCENARIOS,
  type Jobs,
  type Pins,
  parseDuration,
  placesFor,
  policyOf,
  type Thresholds,
} from "../options.ts";
import { performRun } from "../perform-run.ts";
import { planPlays } from "../plan.ts";
import { freshSeed, parseSeed, seedOfRepeat } from "../seed.ts";
import { featuresWith } from "../servers.ts";
import type { Register } from "./command.ts";

interface SoakOptions extends Pins, Thresholds {
  for: number;
  cell: string[];
  scenarios: string;
  seed?: number;
  jobs: Jobs;
  quiet?: boolean;
  json?: boolean;
}

/** No play is shorter. */
const LEAST_PLAY_MS = 1_000;

export const registerSoak: Register = (program, setExitCode) => {
  addJobs(addCells(addThresholds(addPins(program.command("soak")))))
    .description("plays stories whose seed decides what breaks, one seed after the other, until the time is up")
    .argument("[words...]", "scenarios, chapters, paths or tags", [SOAK_TAG])
    .requiredOption("--for <duration>", "how long, e.g. 90s, 30m or 8h", parseDuration)
    .option("--scenarios <folder>", "where the scenarios are", DEFAULT_SCENARIOS)
    .option("--seed <hex>", "the first seed", parseSeed)
    .option("--quiet", "prints failures and totals only")
    .option("--json", "prints summary.json instead of progress")
    .action(async (words: string[], options: SoakOptions) => {
      setExitCode(await soak(words, options));
    });
};

async function soak(words: string[], { for: forMs, ...options }: SoakOptions): Promise<number> {
  const policy = policyOf(options);
  const stories = selectStories(await loadCatalogue(options.scenarios), words);
  const kinds = await openKinds(options);
  const cells = cellsOf(options.cell, kinds);
  const seed = options.seed ?? freshSeed();
  const places = stories.flatMap((story) => cells.map((cell) => ({ story, cell })));
  const most = Math.ceil(forMs / LEAST_PLAY_MS) * placesFor(options.jobs);
  const wanted = Array.from({ length: most }, (_, index) => ({
    ...(places[index % places.length] as (typeof places)[number]),
    seed: seedOfRepeat(seed, index),
  }));
  const plan = planPlays(wanted, { kinds, featuresOf: featuresWith(options) }).filter(
    ({ skippedBecause }) => !skippedBecause,
  );
  return performRun({ ...options, plan, seed, kinds, policy, forMs });
}

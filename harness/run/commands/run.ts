import type { Command } from "commander";
import { loadCatalogue, reloadStory, type Story, selectStories } from "../catalogue.ts";
import { addCells, cellsOf } from "../cells.ts";
import { requireServers } from "../homeserver-choice.ts";
import { openKinds, unavailableKinds } from "../kinds.ts";
import { lastFailed } from "../last-failed.ts";
import {
  addJobs,
  addPins,
  addThresholds,
  DEFAULT_SCENARIOS,
  DEFAULT_WORDS,
  type Jobs,
  type Pins,
  parseShard,
  policyOf,
  type Thresholds,
  wholeNumber,
} from "../options.ts";
import { performRun } from "../perform-run.ts";
import { planRun, serversOfAll } from "../plan.ts";
import { freshSeed, parseSeed } from "../seed.ts";
import { featuresWith } from "../servers.ts";
import { UsageError } from "../usage-error.ts";
import { watchRun } from "../watch-run.ts";
import type { Register } from "./command.ts";

interface RunOptions extends Pins, Thresholds {
  cell: string[];
  scenarios: string;
  seed?: number;
  repeat: number;
  jobs: Jobs;
  shard: { index: number; of: number };
  lastFailed?: boolean;
  leaveRunning?: boolean;
  pauseOnFailure?: boolean;
  watch?: boolean;
  quiet?: boolean;
  json?: boolean;
}

export const registerRun: Register = (program, setExitCode) => {
  addJobs(addCells(addThresholds(addPins(program.command("run")))))
    .description("plays scenarios and judges them (the default command)")
    .argument("[words...]", "scenarios, chapters, paths, tags or issues; `all` for everything", DEFAULT_WORDS)
    .option("--scenarios <folder>", "where the scenarios are", DEFAULT_SCENARIOS)
    .option("--seed <hex>", "fixes the plan, not the timing", parseSeed)
    .option("--repeat <n>", "plays each story n times, each with the next seed", wholeNumber("--repeat", 1, 1000), 1)
    .option("--shard <i/n>", "plays only the i-th of n parts", parseShard, { index: 1, of: 1 })
    .option("--last-failed", "plays only what did not hold in the latest run")
    .option("--leave-running", "keeps the world of the last play and says how to reach it")
    .option("--pause-on-failure", "stops at the first failure with its world still running")
    .option("--watch", "plays one story again each time that its file is saved")
    .option("--quiet", "prints failures and totals only")
    .option("--json", "prints summary.json instead of progress")
    .action(async (words: string[], options: RunOptions, command: Command) => {
      setExitCode(await run(words, options, command));
    });
};

async function run(words: string[], options: RunOptions, command: Command): Promise<number> {
  if (options.leaveRunning && options.pauseOnFailure) {
    throw new UsageError("--leave-running and --pause-on-failure exclude each other.");
  }
  const policy = policyOf(options);
  const catalogue = await loadCatalogue(options.scenarios);
  const wordsAreDefault = command.processedArgs[0] === DEFAULT_WORDS && !options.lastFailed;
  const stories = selectStories(catalogue, options.lastFailed && wordsAreDefault ? ["all"] : words);
  const kinds = await openKinds(options);
  const cells = cellsOf(options.cell, kinds);
  const seed = options.seed ?? freshSeed();
  const { repeat, shard } = options;
  const unavailable = await unavailableKinds(kinds, cells);
  const supply = { kinds, unavailable, featuresOf: featuresWith(options) };
  const planOf = (stories: Story[]) => planRun({ stories, cells, ...supply, seed, repeat, shard });
  const plan = planOf(stories);
  requireServers(options.homeserver, serversOfAll(plan));
  if (options.watch) {
    const story = onlyOne(stories);
    const request = { ...options, plan, seed, kinds, policy };
    return watchRun(request, story.path, async () => planOf([await reloadStory(story)]));
  }
  return performRun({ ...options, plan: options.lastFailed ? lastFailed(plan) : plan, seed, kinds, policy });
}

function onlyOne(stories: Story[]): Story {
  const [story, ...others] = stories;
  if (!story || others.length > 0) throw new UsageError(`--watch plays one story; ${stories.length} were named.`);
  return story;
}

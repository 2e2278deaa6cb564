import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import type { Entry, Policy } from "../journal/index.ts";
import { type Judgement, judge } from "../oracle/index.ts";
import { type Result, summariseFinding } from "../report/summary.ts";
import type { World } from "../world/world.ts";
import type { PlannedPlay } from "./plan.ts";
import { play } from "./play.ts";
import { formatSeed } from "./seed.ts";

/** Hands out clean worlds, one for each play. */
export interface WorldSource {
  take(play: PlannedPlay): Promise<World>;
}

/** Who is told how the run goes. */
export interface Audience {
  storyStarted(id: string, cell: string): void;
  storyFinished(result: Result): void;
}

export interface RunSurroundings {
  run: string;
  folder: string;
  kinds: ReadonlyMap<string, DriverKind>;
  worlds: WorldSource;
  policy: Policy;
  versions: Record<string, string>;
  jobs: number;
  audience: Audience;
  signal: AbortSignal;
  /** Called with a play's world before it is closed; may keep it open. */
  beforeClosing?(world: World, result: Result): Promise<void>;
}

/**
 * Plays a plan with `jobs` plays at once, and returns what became of each play that came to its end.
 * `failure` is what stopped the harness itself, such as a server that does not start.
 */
export async function runPlays(
  plan: readonly PlannedPlay[],
  around: RunSurroundings,
): Promise<{ results: Result[]; failure?: unknown }> {
  const waiting = [...plan];
  const results = new Map<PlannedPlay, Result>();
  const work = async () => {
    for (let next = waiting.shift(); next && !around.signal.aborted; next = waiting.shift()) {
      const result = await resultOf(next, around);
      results.set(next, result);
      around.audience.storyFinished(result);
    }
  };
  const workers = Array.from({ length: around.jobs }, () => work().finally(() => waiting.splice(0)));
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === "rejected");
  const played = plan.flatMap((planned) => results.get(planned) ?? []);
  return { results: played, ...(failed && { failure: failed.reason }) };
}

async function resultOf(planned: PlannedPlay, around: RunSurroundings): Promise<Result> {
  if (planned.skippedBecause) return skipped(planned, planned.skippedBecause);
  around.audience.storyStarted(planned.story.id, planned.cell.name);
  const world = await around.worlds.take(planned);
  try {
    const result = await playAndJudge(planned, world, around);
    await around.beforeClosing?.(world, result);
    return result;
  } finally {
    await world.close();
  }
}

async function playAndJudge(planned: PlannedPlay, world: World, around: RunSurroundings): Promise<Result> {
  const folder = join(around.folder, planned.name);
  mkdirSync(folder, { recursive: true });
  const entries = await play(planned, { ...around, world, folder });
  return judgePlay(planned, entries, folder, around.folder);
}

/** Judges a journal, keeps the judgement beside it, and makes the line of the summary. */
function judgePlay(planned: PlannedPlay, entries: readonly Entry[], folder: string, runFolder: string): Result {
  const begun = performance.now();
  const judgement = judge(entries);
  writeFileSync(join(folder, "verdict.json"), `${JSON.stringify(judgement, null, 2)}\n`);
  const judgeMs = Math.round(performance.now() - begun);
  const end = entries.find((entry) => entry.kind === "end");
  const phases = { deployMs: end?.phases.deployMs ?? 0, playMs: end?.phases.playMs ?? 0, judgeMs };
  return { ...identity(planned), ...judged(judgement), phases, artefacts: relative(runFolder, folder) };
}

/** What a judgement contributes to a result. */
export function judged(judgement: Judgement): Pick<Result, "verdict" | "findings" | "skippedBecause"> {
  return { verdict: judgement.verdict, findings: judgement.findings.map(summariseFinding), skippedBecause: null };
}

function skipped(planned: PlannedPlay, because: string): Result {
  const phases = { deployMs: 0, playMs: 0, judgeMs: 0 };
  return { ...identity(planned), verdict: "skipped", findings: [], skippedBecause: because, phases, artefacts: null };
}

function identity({ story, cell, seed }: PlannedPlay): Pick<Result, "id" | "title" | "cell" | "seed"> {
  return { id: story.id, title: story.title, cell: cell.name, seed: formatSeed(seed) };
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import type { Entry, Policy } from "../journal/index.ts";
import { judge } from "../oracle/index.ts";
import { type Result, summariseJudgement } from "../report/summary.ts";
import { commonRoomVersion } from "../world/abilities.ts";
import type { World } from "../world/world.ts";
import { type Jobs, placesFor } from "./options.ts";
import type { Pause } from "./pause.ts";
import { Places } from "./places.ts";
import type { PlannedPlay } from "./plan.ts";
import { play } from "./play.ts";
import { formatSeed } from "./seed.ts";
import { abilitiesIn, lackOfServers } from "./server-abilities.ts";
import { whenCoresIdle } from "./spare-cores.ts";
import { heedStrays } from "./strays.ts";

/** Hands out clean worlds, one for each play. */
export interface WorldSource {
  take(play: PlannedPlay): Promise<World>;
  /** Takes a world back once its play is over. @param isQuiet nothing of the play goes on that could still act in it */
  giveBack(world: World, state: { isQuiet: boolean }): Promise<void>;
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
  jobs: Jobs;
  audience: Audience;
  signal: AbortSignal;
  /** The moment, by `performance.now()`, after which no further play begins. */
  until?: number;
  /** Is called at a play's first failure, while everything still runs. */
  pause?: Pause;
  /** Leaves the world of this play open, and hands it back with the results. */
  keepWorldOf?: PlannedPlay | undefined;
}

/**
 * Plays a plan, `jobs` plays at once, and returns what became of each play that came to its end.
 * `failure` is what stopped the harness itself, such as a server that does not start.
 */
export async function runPlays(
  plan: readonly PlannedPlay[],
  around: RunSurroundings,
): Promise<{ results: Result[]; failure?: unknown; kept?: World }> {
  const results = new Map<PlannedPlay, Result>();
  const places = new Places(placesFor(around.jobs));
  const stopWatching = around.jobs === "auto" ? whenCoresIdle(() => places.squeezeIn()) : () => {};
  const closing = new Set<Promise<void>>();
  let failed: { reason: unknown } | undefined;
  let kept: World | undefined;
  const fail = (reason: unknown) => {
    failed ??= { reason };
  };
  const isOver = () =>
    failed !== undefined || around.signal.aborted || performance.now() > (around.until ?? Number.POSITIVE_INFINITY);
  const release = (planned: PlannedPlay, world: World, isQuiet: boolean) => {
    if (planned === around.keepWorldOf) {
      kept = world;
      return;
    }
    const closed = around.worlds
      .giveBack(world, { isQuiet })
      .catch(fail)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const work = async (planned: PlannedPlay) => {
    const result = await resultOf(planned, around, places, release);
    results.set(planned, result);
    around.audience.storyFinished(result);
  };
  const ignoreStrays = heedStrays();
  const working: Promise<void>[] = [];
  for (const planned of plan) {
    const share = planned.story.spec.alone ? "all" : "one";
    await places.take(share);
    if (isOver()) break;
    working.push(
      work(planned)
        .catch(fail)
        .finally(() => places.leave(share)),
    );
  }
  await Promise.all(working);
  await Promise.all(closing);
  ignoreStrays();
  stopWatching();
  const played = plan.flatMap((planned) => results.get(planned) ?? []);
  return { results: played, ...(failed && { failure: failed.reason }), ...(kept && { kept }) };
}

/** Plays in a world that is then released: it is taken down while others play. */
async function resultOf(
  planned: PlannedPlay,
  around: RunSurroundings,
  places: Places,
  release: (planned: PlannedPlay, world: World, isQuiet: boolean) => void,
): Promise<Result> {
  if (planned.skippedBecause) return skipped(planned, planned.skippedBecause);
  around.audience.storyStarted(planned.story.id, planned.cell.name);
  const world = await around.worlds.take(planned);
  // At a pause nobody else shall play, nor beside a story that is to be alone.
  const idle =
    around.pause || planned.story.spec.alone
      ? {}
      : { whileIdle: <T>(waiting: () => Promise<T>) => places.lendDuring(waiting) };
  let isQuiet = false;
  try {
    const abilities = await abilitiesIn(world);
    const lack = lackOfServers(planned, abilities);
    if (lack) return skipped(planned, lack);
    const roomVersion = commonRoomVersion(abilities);
    const folder = join(around.folder, planned.name);
    mkdirSync(folder, { recursive: true });
    const entries = await play(planned, { ...around, ...idle, world, folder, ...(roomVersion && { roomVersion }) });
    // A script that was broken off may have branches that go on.
    isQuiet = entries.some((entry) => entry.kind === "end" && entry.outcome === "played");
    return judgePlay(planned, entries, folder, around.folder);
  } finally {
    release(planned, world, isQuiet);
  }
}

/** Judges a journal, keeps the judgement beside it, and makes the line of the summary. */
function judgePlay(planned: PlannedPlay, entries: readonly Entry[], folder: string, runFolder: string): Result {
  const begun = performance.now();
  const judgement = judge(entries);
  writeFileSync(join(folder, "verdict.json"), `${JSON.stringify(judgement, null, 2)}\n`);
  const judgeMs = Math.round(performance.now() - begun);
  const end = entries.find((entry) => entry.kind === "end");
  const phases = { deployMs: end?.phases.deployMs ?? 0, playMs: end?.phases.playMs ?? 0, judgeMs };
  return { ...identity(planned), ...summariseJudgement(judgement), phases, artefacts: relative(runFolder, folder) };
}

function skipped(planned: PlannedPlay, because: string): Result {
  const phases = { deployMs: 0, playMs: 0, judgeMs: 0 };
  return {
    ...identity(planned),
    verdict: "skipped",
    findings: [],
    latency: null,
    skippedBecause: because,
    phases,
    artefacts: null,
  };
}

function identity({ story, cell, seed }: PlannedPlay): Pick<Result, "id" | "title" | "cell" | "seed"> {
  return { id: story.id, title: story.title, cell: cell.name, seed: formatSeed(seed) };
}

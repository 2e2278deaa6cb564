import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import { server } from "../faults/index.ts";
import { type Entry, JOURNAL_VERSION, Journal, type Policy } from "../journal/index.ts";
import { judge, outstanding } from "../oracle/index.ts";
import { headline } from "../report/explain.ts";
import { summariseFinding } from "../report/summary.ts";
import { needsAttention } from "../report/vocabulary.ts";
import { type Company, castRoles } from "../story/casting.ts";
import type { Cell, Seat } from "../story/cell.ts";
import { redactTokens } from "../story/redact.ts";
import type { Cast, Script } from "../story/scenario.ts";
import { createStage, type Idling, type StageOptions } from "../story/stage.ts";
import type { World } from "../world/world.ts";
import type { Story } from "./catalogue.ts";
import { type Pause, pauseOnce } from "./pause.ts";
import { recordRoomStates } from "./room-states.ts";
import { formatSeed } from "./seed.ts";
import { settle } from "./settle.ts";
import { withStrays } from "./strays.ts";

/** One story in one cell, about to be played. */
export interface Play {
  story: Story;
  cell: Cell;
  seats: Map<string, Seat>;
  seed: number;
}

export interface PlaySurroundings {
  run: string;
  world: World;
  /** Of rooms whose story asks for no other; the servers' own default when absent. */
  roomVersion?: string;
  kinds: ReadonlyMap<string, DriverKind>;
  /** The play's own folder; the journal and logs go there. */
  folder: string;
  policy: Policy;
  versions: Record<string, string>;
  /** Aborts the play (Ctrl-C). */
  signal: AbortSignal;
  /** Is called at the play's first failure, while everything still runs. */
  pause?: Pause;
  /** Takes what the play does while it only waits, so that others may use its time. */
  whileIdle?: Idling;
}

const DEFAULT_LIMIT_MS = 90_000;
/** The longest that a timer can wait: 24 days. */
export const NO_LIMIT_MS = 2 ** 31 - 1;

/** Plays one story and returns its journal. A story that breaks is told by its last entry, not by an error. */
export async function play({ story, cell, seats, seed }: Play, around: PlaySurroundings): Promise<readonly Entry[]> {
  const { world, folder, whileIdle = (waiting) => waiting() } = around;
  mkdirSync(join(folder, "logs"), { recursive: true });
  const journal = new Journal(join(folder, "journal.ndjson"));
  writeHeader(journal, story, cell, seed, around);
  world.attach(journal, join(folder, "logs"));
  let operations = 0;
  const underWay = new Map();
  const pause =
    around.pause && pauseOnce(around.pause, { title: story.title, cell: cell.name, world, journal, underWay });
  const watched = { ...(pause && !expectsToFail(story) && { wentWrong: pause }) };
  const rooms = { ...(around.roomVersion && { roomVersion: around.roomVersion }) };
  const surroundings = { world, journal, folder, nextOperation: () => ++operations, ...rooms, ...watched };
  const begun = performance.now();
  let company: Company | undefined;
  let ending: { outcome: "played" | "failed" | "interrupted"; error?: string };
  try {
    const cast = await castRoles(story.spec.cast, seats, around.kinds, surroundings);
    company = cast;
    const staging = { seed, underWay, whileIdle, ...watched };
    const performance = withStrays(() => perform(story, cast, world, journal, staging));
    const limitMs = pause ? NO_LIMIT_MS : (story.spec.limitMs ?? DEFAULT_LIMIT_MS);
    ending = await untilEnd(performance, limitMs, around.signal);
  } catch (error) {
    ending = { outcome: "failed", error: redactTokens((error as Error).message) };
  }
  const playMs = Math.round(performance.now() - begun);
  if (ending.outcome !== "interrupted" && company) await recordRoomStates(journal, company);
  if (ending.outcome === "played" && outstanding(journal.entries).length > 0) {
    await whileIdle(() => settle(journal, story.spec.patienceMs, around.signal));
  }
  const end = { kind: "end", ...ending, phases: { deployMs: world.deployMs, playMs } } as const;
  if (pause && ending.outcome !== "interrupted")
    await pauseIfFailed([...journal.entries, { ...end, t: journal.now() }], pause);
  journal.write(end);
  await company?.leave();
  await journal.close();
  return journal.entries;
}

/** A message that is lost as foreseen is no reason to stop halfway. */
function expectsToFail({ spec }: Story): boolean {
  return spec.canary === true || (spec.knownFailures ?? []).length > 0;
}

async function pauseIfFailed(entries: readonly Entry[], pause: (why: string) => Promise<void>): Promise<void> {
  const { verdict, findings } = judge(entries);
  if (needsAttention(verdict))
    await pause(findings.map((finding) => headline(summariseFinding(finding))).join("; ") || verdict);
}

async function perform(
  story: Story,
  company: Company,
  world: World,
  journal: Journal,
  options: StageOptions,
): Promise<void> {
  await company.enter(story.spec.cast);
  const servers = Object.fromEntries([...world.servers.keys()].map((name) => [name, server(name)]));
  const script = { ...servers, ...Object.fromEntries(company.roles), ...createStage(world, journal, options) };
  await story.spec.play(script as Script<Cast>);
}

/** Waits for the performance, its time limit, or the interruption, whichever comes first. */
async function untilEnd(performance: Promise<void>, limitMs: number, signal: AbortSignal) {
  const played = performance.then(
    () => ({ outcome: "played" as const }),
    (error: Error) => ({ outcome: "failed" as const, error: redactTokens(error.message) }),
  );
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<{ outcome: "failed"; error: string }>((resolve) => {
    timer = setTimeout(resolve, limitMs, { outcome: "failed", error: `The story took longer than ${limitMs} ms.` });
  });
  const interrupted = new Promise<{ outcome: "interrupted" }>((resolve) => {
    const stop = () => resolve({ outcome: "interrupted" });
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([played, tooLong, interrupted]);
  } finally {
    clearTimeout(timer);
  }
}

function writeHeader(journal: Journal, story: Story, cell: Cell, seed: number, around: PlaySurroundings): void {
  const { spec } = story;
  journal.write({
    kind: "header",
    version: JOURNAL_VERSION,
    t: 0,
    run: around.run,
    story: story.id,
    title: story.title,
    why: spec.why,
    tracks: spec.tracks ?? [],
    knownFailures: spec.knownFailures ?? [],
    canary: spec.canary ?? false,
    cell: cell.name,
    seed: formatSeed(seed),
    startedAt: new Date().toISOString(),
    policy: around.policy,
    versions: around.versions,
  });
}

import { relative } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import type { Policy } from "../journal/index.ts";
import { tellGitHub, writeReports } from "../report/index.ts";
import { buildSummary, exitCode } from "../report/summary.ts";
import { createTerminal, terminalDefaults } from "../report/terminal/index.ts";
import { ExitCode } from "./exit-code.ts";
import { listenForInterruption } from "./interruption.ts";
import { closeKinds } from "./kinds.ts";
import { type Jobs, type Pins, pinArguments } from "./options.ts";
import { promptWhilePaused } from "./pause-prompt.ts";
import type { PlannedPlay } from "./plan.ts";
import { createRunFolder } from "./run-folder.ts";
import { runPlays } from "./runner.ts";
import { formatSeed } from "./seed.ts";
import { collectVersions, kindsInUse } from "./versions.ts";
import { leaveRunning } from "./welcome.ts";
import { openWorlds, type Worlds } from "./worlds.ts";

export interface RunRequest extends Pins {
  plan: PlannedPlay[];
  /** The folder that the plan's stories are from. */
  scenarios: string;
  seed: number;
  kinds: Map<string, DriverKind>;
  policy: Policy;
  jobs: Jobs;
  /** Begins no play once this much time has passed, ms. */
  forMs?: number;
  /** Holds each play at its first failure, and asks what to do. */
  pauseOnFailure?: boolean;
  /** Keeps the world of the last play until Ctrl-C. */
  leaveRunning?: boolean;
  /** The play writes to the terminal by itself. */
  talksItself?: boolean;
  quiet?: boolean;
  json?: boolean;
}

/** Plays a plan from the first world to the last report, and returns the run's exit code. */
export async function performRun(request: RunRequest): Promise<number> {
  const interruption = listenForInterruption();
  const { run, folder } = createRunFolder();
  const worlds = await openWorlds(request.plan, request, run);
  try {
    return await performRunIn(worlds, request, { run, folder }, interruption.signal);
  } finally {
    await Promise.all([worlds.close(), closeKinds(request.kinds)]);
    interruption.stop();
  }
}

/** Plays a plan in these worlds, into this folder. */
export async function performRunIn(
  worlds: Worlds,
  request: RunRequest,
  { run, folder }: ReturnType<typeof createRunFolder>,
  signal: AbortSignal,
): Promise<number> {
  const { plan, kinds } = request;
  const begun = performance.now();
  const startedAt = new Date().toISOString();
  const seed = formatSeed(request.seed);
  const terminal = terminalFor(request);
  const versions = await collectVersions(kindsInUse(plan, kinds), worlds.images);
  const environment = { versions, pins: pinArguments(request) };
  const results = request.forMs === undefined ? { results: plan.length } : {};
  terminal.runStarted({ ...results, seed, folder: relative("", folder), environment });
  const outcome = await runPlays(plan, {
    ...{ run, folder, kinds, worlds, versions, policy: request.policy, audience: terminal, signal },
    jobs: request.pauseOnFailure ? 1 : request.jobs,
    ...(request.forMs && { until: begun + request.forMs }),
    ...(request.pauseOnFailure && { pause: (paused) => promptWhilePaused(paused, signal) }),
    ...(request.leaveRunning && { keepWorldOf: plan.findLast(({ skippedBecause }) => !skippedBecause) }),
  });
  const durationMs = performance.now() - begun;
  const summary = buildSummary({ run, startedAt, durationMs, seed, environment }, outcome.results);
  await writeReports(folder, summary);
  terminal.runFinished(summary);
  if (!request.json) tellGitHub(summary, request.scenarios);
  if (outcome.failure) throw outcome.failure;
  const code = signal.aborted ? ExitCode.interrupted : exitCode(summary.totals);
  if (outcome.kept) await leaveRunning(outcome.kept, signal);
  return code;
}

/** A prompt and a live bar would write over each other. */
function terminalFor(request: RunRequest) {
  const { tty, color } = terminalDefaults(process.stdout, process.env);
  return createTerminal({ ...request, color, tty: tty && !request.pauseOnFailure && !request.talksItself });
}

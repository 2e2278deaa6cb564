import { relative } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import type { Policy } from "../journal/index.ts";
import { tellGitHub, writeReports } from "../report/index.ts";
import { buildSummary, exitCode } from "../report/summary.ts";
import { createTerminal, terminalDefaults } from "../report/terminal/index.ts";
import { ExitCode } from "./exit-code.ts";
import { listenForInterruption } from "./interruption.ts";
import { closeKinds } from "./kinds.ts";
import { type Pins, pinArguments } from "./options.ts";
import { promptWhilePaused } from "./pause-prompt.ts";
import type { PlannedPlay } from "./plan.ts";
import { createRunFolder } from "./run-folder.ts";
import { runPlays } from "./runner.ts";
import { formatSeed } from "./seed.ts";
import { collectVersions, kindsInUse } from "./versions.ts";
import { leaveRunning } from "./welcome.ts";
import { openWorlds } from "./worlds.ts";

export interface RunRequest extends Pins {
  plan: PlannedPlay[];
  /** The folder that the plan's stories are from. */
  scenarios: string;
  seed: number;
  kinds: Map<string, DriverKind>;
  policy: Policy;
  jobs: number;
  /** Holds each play at its first failure, and asks what to do. */
  pauseOnFailure?: boolean;
  /** Keeps the world of the last play until Ctrl-C. */
  leaveRunning?: boolean;
  quiet?: boolean;
  json?: boolean;
}

/** Plays a plan from the first world to the last report, and returns the run's exit code. */
export async function performRun(request: RunRequest): Promise<number> {
  const { plan, kinds, seed, policy } = request;
  const begun = performance.now();
  const startedAt = new Date().toISOString();
  const { run, folder } = createRunFolder();
  const defaults = terminalDefaults(process.stdout, process.env);
  const terminal = createTerminal({ ...defaults, ...request, tty: defaults.tty && !request.pauseOnFailure });
  const interruption = listenForInterruption();
  const worlds = await openWorlds(plan, request, run);
  try {
    const versions = await collectVersions(kindsInUse(plan, kinds), worlds.images);
    const pins = pinArguments(request);
    const environment = { versions, pins };
    terminal.runStarted({ results: plan.length, seed: formatSeed(seed), folder: relative("", folder), environment });
    const { results, failure, kept } = await runPlays(plan, {
      ...{ run, folder, kinds, worlds, versions, policy, audience: terminal, signal: interruption.signal },
      jobs: request.pauseOnFailure ? 1 : request.jobs,
      ...(request.pauseOnFailure && { pause: (paused) => promptWhilePaused(paused, interruption.signal) }),
      ...(request.leaveRunning && { keepWorldOf: plan.findLast(({ skippedBecause }) => !skippedBecause) }),
    });
    const durationMs = performance.now() - begun;
    const summary = buildSummary({ run, startedAt, durationMs, seed: formatSeed(seed), environment }, results);
    await writeReports(folder, summary);
    terminal.runFinished(summary);
    if (!request.json) tellGitHub(summary, request.scenarios);
    if (failure) throw failure;
    const code = interruption.signal.aborted ? ExitCode.interrupted : exitCode(summary.totals);
    if (kept) await leaveRunning(kept, interruption.signal);
    return code;
  } finally {
    await Promise.all([worlds.close(), closeKinds(kinds)]);
    interruption.stop();
  }
}

import { once } from "node:events";
import { statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ExitCode } from "./exit-code.ts";
import { listenForInterruption } from "./interruption.ts";
import { closeKinds } from "./kinds.ts";
import { performRunIn, type RunRequest } from "./perform-run.ts";
import type { PlannedPlay } from "./plan.ts";
import { createRunFolder } from "./run-folder.ts";
import { openWorlds } from "./worlds.ts";

/** Editors save in several steps. */
const SAVED_MS = 60;

/**
 * Plays a story, and again each time that its file is saved, until Ctrl-C. The next world, the clients' runtimes and
 * the browser are ready by then.
 * @param replan loads the story anew and plans it
 */
export async function watchRun(
  request: RunRequest,
  path: string,
  replan: () => Promise<PlannedPlay[]>,
): Promise<number> {
  const { signal, stop } = listenForInterruption();
  let { plan } = request;
  let folder = createRunFolder();
  const worlds = await openWorlds(plan, request, folder.run);
  try {
    for (;;) {
      const version = versionOf(path);
      await performRunIn(worlds, { ...request, plan }, folder, signal);
      if (signal.aborted) return ExitCode.interrupted;
      worlds.foresee(plan);
      console.log(`\nsave ${basename(path)} to play it again; Ctrl-C ends`);
      const next = await afterSaving(path, version, signal, replan);
      if (!next) return ExitCode.holds;
      plan = next;
      folder = createRunFolder();
    }
  } finally {
    await Promise.all([worlds.close(), closeKinds(request.kinds)]);
    stop();
  }
}

/** The plan after the file was saved in a state that can be played; nothing once the signal comes. */
async function afterSaving(
  path: string,
  version: number | undefined,
  signal: AbortSignal,
  replan: () => Promise<PlannedPlay[]>,
): Promise<PlannedPlay[] | undefined> {
  for (let known = version; ; known = versionOf(path)) {
    await saved(path, known, signal);
    if (signal.aborted) return undefined;
    try {
      return await replan();
    } catch (error) {
      console.log(`It cannot be played as it is: ${(error as Error).message}`);
    }
  }
}

function versionOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/**
 * Waits until the file is there in another version. Watches its folder, since many editors put a new file in the place
 * of the old one.
 */
async function saved(path: string, known: number | undefined, signal: AbortSignal): Promise<void> {
  const watcher = watch(dirname(path));
  try {
    while (versionOf(path) === known || versionOf(path) === undefined) await once(watcher, "change", { signal });
    await setTimeout(SAVED_MS);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    watcher.close();
  }
}

/** Starts reapers, and calls them off. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("reaper-process.ts", import.meta.url));
const reapers = new Map<string, ChildProcess>();

/**
 * From now on, whatever carries this run's label goes when this process does. The reaper is in a session of its own,
 * so that Ctrl-C does not reach it, and does not keep this process alive.
 */
export function reapAtDeath(runId: string): void {
  if (reapers.has(runId)) return;
  const reaper = spawn(process.execPath, [SCRIPT, runId], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  reaper.unref();
  (reaper.stdin as unknown as Socket).unref();
  reapers.set(runId, reaper);
}

/** Leaves the run's worlds running when this process ends; `cleanAll` still finds them then. */
export function leaveRunning(runId: string): void {
  reapers.get(runId)?.stdin?.end("keep\n");
  reapers.delete(runId);
}

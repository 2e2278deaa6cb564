/** Marks everything that a run makes in Docker, so that it is found again by nobody but its owner. */
import { existsSync, readFileSync } from "node:fs";

export const RUN_LABEL = "matrix-e2ee-torture.run";
export const OWNER_LABEL = "matrix-e2ee-torture.owner";
export const WORLD_LABEL = "matrix-e2ee-torture.world";
/** Of an image whose supervisor understands `renew`: `images/synapse/start.py`. */
export const RENEWABLE_LABEL = "matrix-e2ee-torture.renewable";

/** The labels of a resource of one world. */
export function labelsOf(runId: string, worldId: string): Record<string, string> {
  return { [RUN_LABEL]: runId, [OWNER_LABEL]: thisProcess(), [WORLD_LABEL]: worldId };
}

/** Names this process for good: boot, process id and start time, since process ids come again. */
export function thisProcess(): string {
  return `${bootId()}:${process.pid}:${startTime(process.pid)}`;
}

/** Whether the process that an owner label names still runs on this machine. */
export function isAlive(owner: string | undefined): boolean {
  const [boot, pid, started] = owner?.split(":") ?? [];
  return boot === bootId() && startTime(Number(pid)) === started;
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
}

/** In clock ticks since boot (field 22 of `/proc/PID/stat`); undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const afterName = readFileSync(path, "utf8").split(") ").at(-1) ?? "";
  return afterName.split(" ")[19];
}

import { findStrace } from "../cast/strace.ts";
import { findFakeTime } from "../cast/wrong-clock.ts";
import { installDebianPackages } from "./debian-packages.ts";
import type { Progress } from "./step.ts";

const TOOLS = { libfaketime: findFakeTime, strace: findStrace };

/** Leaves the tools of some faults where we may install them. Without, only stories with wrong clocks or full disks of clients cannot play. */
export async function ensureFaultTools(progress: Progress): Promise<void> {
  const missing = Object.entries(TOOLS).flatMap(([name, find]) => (isThere(find) ? [] : [name]));
  if (missing.length === 0) return progress(Object.keys(TOOLS).join(", "));
  const why = `There is no ${missing.join(" and no ")}, for clients with wrong clocks and full disks`;
  await installDebianPackages(missing, why, progress).catch((error: Error) => progress(error.message));
}

function isThere(find: () => string): boolean {
  try {
    find();
    return true;
  } catch {
    return false;
  }
}

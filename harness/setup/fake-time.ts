import { findFakeTime } from "../cast/wrong-clock.ts";
import { installDebianPackages } from "./debian-packages.ts";
import type { Progress } from "./step.ts";

/** Leaves libfaketime where we may install it. Without it, only stories with wrong clocks of clients cannot play. */
export async function ensureFakeTime(progress: Progress): Promise<void> {
  try {
    progress(findFakeTime());
  } catch {
    const why = "There is no libfaketime, for clients with wrong clocks";
    await installDebianPackages(["libfaketime"], why, progress).catch((error: Error) => progress(error.message));
  }
}

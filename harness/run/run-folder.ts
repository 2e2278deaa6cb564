import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where runs are kept, below the working directory. */
export const STORE = "store";

/** Makes `store/<run>/` and points `store/latest` at it. The name is the UTC time, so that runs sort by age. */
export function createRunFolder(store = STORE, now = new Date()): { run: string; folder: string } {
  mkdirSync(store, { recursive: true });
  const stamp = now.toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  for (let count = 1; ; count += 1) {
    const run = count === 1 ? stamp : `${stamp}-${count}`;
    try {
      mkdirSync(join(store, run));
      pointLatestAt(store, run);
      return { run, folder: resolve(store, run) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function pointLatestAt(store: string, run: string): void {
  const link = join(store, "latest");
  rmSync(link, { force: true });
  symlinkSync(run, link);
}

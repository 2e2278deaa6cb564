import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { STORE } from "./run-folder.ts";
import { UsageError } from "./usage-error.ts";

/** The folder of a run, by its name in the store or by its path. */
export function resolveRun(run: string, store = STORE): string {
  for (const folder of [join(store, run), run]) {
    if (existsSync(join(folder, "summary.json"))) return realpathSync(folder);
  }
  throw new UsageError(`There is no run "${run}". ${knownRuns(store)}`);
}

function knownRuns(store: string): string {
  const runs = existsSync(store)
    ? readdirSync(store).filter((name) => name !== "latest" && existsSync(join(store, name, "summary.json")))
    : [];
  return runs.length > 0
    ? `The runs are: latest, ${runs.sort().reverse().slice(0, 10).join(", ")}.`
    : "No run is stored yet.";
}

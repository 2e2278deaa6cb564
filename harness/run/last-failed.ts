import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../report/summary.ts";
import { needsAttention } from "../report/vocabulary.ts";
import type { PlannedPlay } from "./plan.ts";
import { STORE } from "./run-folder.ts";
import { UsageError } from "./usage-error.ts";

/** The plays of a plan that did not hold in the latest run. */
export function lastFailed(plan: PlannedPlay[], store = STORE): PlannedPlay[] {
  const path = join(store, "latest", "summary.json");
  if (!existsSync(path)) throw new UsageError("There is no latest run yet: run without --last-failed first.");
  const { results } = JSON.parse(readFileSync(path, "utf8")) as Summary;
  const failed = new Set(
    results.filter(({ verdict }) => needsAttention(verdict)).map(({ id, cell }) => `${id} ${cell}`),
  );
  return plan.filter(({ story, cell }) => failed.has(`${story.id} ${cell.name}`));
}

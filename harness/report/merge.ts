import { cpSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { writeReports } from "./index.ts";
import { readSummary } from "./run-files.ts";
import { buildSummary, type Environment, type Result, type Summary } from "./summary.ts";

/**
 * Makes one run of several, e.g. of the shards of a nightly run: copies what lies in their folders and writes
 * the reports anew.
 * @param into folder of the merged run; it must not hold a run yet
 */
export async function mergeRuns(runFolders: readonly string[], into: string): Promise<Summary> {
  if (runFolders.length === 0) throw new Error("There is nothing to merge: name the folders of at least one run.");
  if (existsSync(join(into, "summary.json"))) throw new Error(`${into} holds a run already. Name another folder.`);
  mkdirSync(into, { recursive: true });
  const summaries = runFolders.map(readSummary);
  const results = summaries.flatMap((summary, index) =>
    summary.results.map((result) => adopt(result, runFolders[index] as string, into)),
  );
  const { startedAt, durationMs } = spanOf(summaries);
  const seed = distinct(summaries.map((summary) => summary.seed)).join(", ");
  const environment = mergeEnvironments(summaries.map((summary) => summary.environment));
  const summary = buildSummary({ run: basename(into), startedAt, durationMs, seed, environment }, results);
  await writeReports(into, summary);
  return summary;
}

/** Copies a result's folder; where two runs played the same, the later one gets a number. */
function adopt(result: Result, from: string, into: string): Result {
  if (result.artefacts === null) return result;
  let artefacts = result.artefacts;
  for (let count = 2; existsSync(join(into, artefacts)); count++) artefacts = `${result.artefacts}.${count}`;
  cpSync(join(from, result.artefacts), join(into, artefacts), { recursive: true });
  return { ...result, artefacts };
}

/** From the first start to the last end. */
function spanOf(summaries: Summary[]): Pick<Summary, "startedAt" | "durationMs"> {
  const starts = summaries.map(({ startedAt }) => Date.parse(startedAt));
  const ends = summaries.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const start = Math.min(...starts);
  return { startedAt: new Date(start).toISOString(), durationMs: Math.max(...ends) - start };
}

/** Versions that differ between the runs are all told; pins are kept only where every run had them. */
function mergeEnvironments(environments: Environment[]): Environment {
  const names = distinct(environments.flatMap(({ versions }) => Object.keys(versions)));
  const versions = names.map((name) => [
    name,
    distinct(environments.flatMap((each) => each.versions[name] ?? [])).join(", "),
  ]);
  const pins = distinct(environments.map((each) => JSON.stringify(each.pins)));
  return { versions: Object.fromEntries(versions), pins: pins.length === 1 ? (environments[0]?.pins ?? []) : [] };
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}

import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { githubAnnotations, githubJobSummary } from "./github.ts";
import { renderJUnit } from "./junit.ts";
import { readPlay, readSummary } from "./run-files.ts";
import { renderStory } from "./story-md.ts";
import type { Result, Summary } from "./summary.ts";

/** Renders a stored run's reports anew from what lies in its folder. @returns the path of report.html */
export async function renderRun(runFolder: string): Promise<string> {
  return writeReports(runFolder, readSummary(runFolder));
}

/**
 * Writes `summary.json`, `junit.xml`, `report.html`, and a `story.md` beside the journal of each result with
 * findings. The journals and verdicts must lie in the run's folder already.
 * @returns the path of report.html
 */
export async function writeReports(runFolder: string, summary: Summary): Promise<string> {
  writeFileSync(join(runFolder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  writeFileSync(join(runFolder, "junit.xml"), renderJUnit(summary));
  for (const result of summary.results) writeStory(runFolder, result, summary);
  const { writeHtml } = await import("./html/index.ts");
  return writeHtml(runFolder, summary);
}

function writeStory(runFolder: string, result: Result, { environment }: Summary): void {
  if (result.artefacts === null || result.findings.length === 0) return;
  const folder = join(runFolder, result.artefacts);
  if (!existsSync(folder)) return;
  writeFileSync(join(folder, "story.md"), renderStory(readPlay(runFolder, result), environment));
}

/** Tells GitHub Actions, when it runs us: annotations on the log, and the job summary. */
export function tellGitHub(summary: Summary, scenarios: string, env = process.env): void {
  if (env.GITHUB_ACTIONS !== "true") return;
  for (const line of githubAnnotations(summary, (id) => `${scenarios}/${id}.ts`)) console.log(line);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, githubJobSummary(summary));
}

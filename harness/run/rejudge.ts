import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../journal/index.ts";
import { judge } from "../oracle/index.ts";
import { writeReports } from "../report/index.ts";
import { buildSummary, type Result, type Summary, summariseJudgement } from "../report/summary.ts";

/** Judges every journal of a stored run with today's oracles, and renews its reports. */
export async function rejudgeRun(folder: string): Promise<Summary> {
  const old = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  const summary = buildSummary(
    old,
    old.results.map((result) => rejudgeResult(folder, result)),
  );
  await writeReports(folder, summary);
  return summary;
}

function rejudgeResult(folder: string, result: Result): Result {
  if (result.artefacts === null) return result;
  const artefacts = join(folder, result.artefacts);
  const begun = performance.now();
  const judgement = judge(readJournal(join(artefacts, "journal.ndjson")));
  writeFileSync(join(artefacts, "verdict.json"), `${JSON.stringify(judgement, null, 2)}\n`);
  const judgeMs = Math.round(performance.now() - begun);
  return { ...result, ...summariseJudgement(judgement), phases: { ...result.phases, judgeMs } };
}

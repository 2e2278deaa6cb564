import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, readJournal } from "../journal/index.ts";
import { judge } from "../oracle/index.ts";
import { writeReports } from "../report/index.ts";
import { buildSummary, type Result, type Summary, summariseJudgement } from "../report/summary.ts";
import { policyOf, type Thresholds } from "./options.ts";

/** Judges every journal of a stored run with today's oracles, and other thresholds if given, and renews its reports. */
export async function rejudgeRun(folder: string, thresholds: Thresholds = {}): Promise<Summary> {
  const old = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  const summary = buildSummary(
    old,
    old.results.map((result) => rejudgeResult(folder, result, thresholds)),
  );
  await writeReports(folder, summary);
  return summary;
}

function rejudgeResult(folder: string, result: Result, thresholds: Thresholds): Result {
  if (result.artefacts === null) return result;
  const artefacts = join(folder, result.artefacts);
  const begun = performance.now();
  const judgement = judge(underPolicy(readJournal(join(artefacts, "journal.ndjson")), thresholds));
  writeFileSync(join(artefacts, "verdict.json"), `${JSON.stringify(judgement, null, 2)}\n`);
  const judgeMs = Math.round(performance.now() - begun);
  return { ...result, ...summariseJudgement(judgement), phases: { ...result.phases, judgeMs } };
}

function underPolicy(entries: readonly Entry[], thresholds: Thresholds): Entry[] {
  return entries.map((entry) =>
    entry.kind === "header" ? { ...entry, policy: policyOf(thresholds, entry.policy) } : entry,
  );
}

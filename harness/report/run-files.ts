import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Entry, type Header, readJournal } from "../journal/index.ts";
import { type Judgement, judge, soFar } from "../oracle/index.ts";
import { buildSummary, type Result, type Summary, summariseJudgement } from "./summary.ts";

/** A result with what lies in its folder. A result that was never played has neither journal nor judgement. */
export interface Play {
  result: Result;
  entries: Entry[];
  judgement?: Judgement;
}

/** @throws when the folder holds no summary. */
export function readSummary(runFolder: string): Summary {
  const path = join(runFolder, "summary.json");
  if (!existsSync(path)) throw new Error(`${path} is missing. Is this the folder of a finished run?`);
  return JSON.parse(readFileSync(path, "utf8")) as Summary;
}

/** A run that is still played, or was torn off: what its journals tell, each judged as if it ended now. */
export function readUnfinished(runFolder: string): Summary {
  const results = globSync("**/journal.ndjson", { cwd: runFolder }).flatMap((path) => {
    const entries = readJournal(join(runFolder, path));
    const [header] = entries;
    return header?.kind === "header" ? [{ header, result: resultSoFar(header, entries, dirname(path)) }] : [];
  });
  results.sort((a, b) => a.header.startedAt.localeCompare(b.header.startedAt));
  const [first] = results.map(({ header }) => header);
  const startedAt = first?.startedAt ?? new Date().toISOString();
  const durationMs = Date.now() - Date.parse(startedAt);
  const environment = { versions: first?.versions ?? {}, pins: [] };
  return buildSummary(
    { run: basename(runFolder), startedAt, durationMs, seed: first?.seed ?? "", environment },
    results.map(({ result }) => result),
  );
}

function resultSoFar({ story, title, cell, seed }: Header, entries: Entry[], artefacts: string): Result {
  const last = entries.at(-1)?.t ?? 0;
  const { deployMs, playMs } = entries.find((entry) => entry.kind === "end")?.phases ?? { deployMs: 0, playMs: last };
  const judgement = summariseJudgement(judge(soFar(entries)));
  return { id: story, title, cell, seed, ...judgement, phases: { deployMs, playMs, judgeMs: 0 }, artefacts };
}

/** Reads one result's journal and judgement; what is not judged yet is judged so far. */
export function readPlay(runFolder: string, result: Result): Play {
  if (result.artefacts === null) return { result, entries: [] };
  const folder = join(runFolder, result.artefacts);
  const journal = join(folder, "journal.ndjson");
  const verdict = join(folder, "verdict.json");
  if (!existsSync(journal)) return { result, entries: [] };
  const entries = readJournal(journal);
  const judged = existsSync(verdict) && (JSON.parse(readFileSync(verdict, "utf8")) as Judgement);
  return { result, entries, judgement: judged || judge(soFar(entries)) };
}

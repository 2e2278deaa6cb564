import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, readJournal } from "../journal/index.ts";
import type { Judgement } from "../oracle/index.ts";
import type { Result, Summary } from "./summary.ts";

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

/** Reads one result's journal and judgement, as far as they exist. */
export function readPlay(runFolder: string, result: Result): Play {
  if (result.artefacts === null) return { result, entries: [] };
  const folder = join(runFolder, result.artefacts);
  const journal = join(folder, "journal.ndjson");
  const verdict = join(folder, "verdict.json");
  return {
    result,
    entries: existsSync(journal) ? readJournal(journal) : [],
    ...(existsSync(verdict) && { judgement: JSON.parse(readFileSync(verdict, "utf8")) as Judgement }),
  };
}

import { readFileSync } from "node:fs";
import { type Entry, JOURNAL_VERSION } from "./entries.ts";

/** Reads a journal file; a torn last line, as a crash leaves it, is dropped. */
export function readJournal(path: string): Entry[] {
  return parseJournal(readFileSync(path, "utf8"), path);
}

export function parseJournal(text: string, name = "journal"): Entry[] {
  const lines = text.split("\n");
  const torn = lines.pop();
  const entries = lines.filter(Boolean).map((line, index) => parseLine(line, `${name}:${index + 1}`));
  if (torn) {
    try {
      entries.push(JSON.parse(torn) as Entry);
    } catch {
      // The writer died in the middle of this line.
    }
  }
  checkVersion(entries[0], name);
  return entries;
}

function parseLine(line: string, where: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    throw new Error(`${where} is not a JSON line. Is this a journal.ndjson?`);
  }
}

function checkVersion(first: Entry | undefined, name: string): void {
  if (first?.kind !== "header") throw new Error(`${name} does not begin with a header. Is this a journal.ndjson?`);
  if (first.version !== JOURNAL_VERSION) {
    throw new Error(`${name} has journal version ${first.version}; this harness reads version ${JOURNAL_VERSION}.`);
  }
}

import type { Verdict } from "../../../../oracle/finding.ts";
import { VERDICT_ORDER } from "../../../vocabulary.ts";
import type { Listed } from "../report.ts";

/** What the reader wants to see. Empty parts ask for nothing. */
export interface Filter {
  words: string;
  verdicts: Verdict[];
  cells: string[];
}

export function filterFrom(query: URLSearchParams): Filter {
  const verdicts = (query.get("verdict") ?? "").split(",");
  return {
    words: query.get("q") ?? "",
    verdicts: VERDICT_ORDER.filter((verdict) => verdicts.includes(verdict)),
    cells: query.getAll("cell"),
  };
}

export function queryOf({ words, verdicts, cells }: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  if (verdicts.length > 0) query.set("verdict", verdicts.join(","));
  for (const cell of cells) query.append("cell", cell);
  return query;
}

export function applyFilter(listed: readonly Listed[], { words, verdicts, cells }: Filter): Listed[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return listed.filter(
    (result) =>
      (verdicts.length === 0 || verdicts.includes(result.verdict)) &&
      (cells.length === 0 || cells.includes(result.cell)) &&
      wanted.every((word) => textOf(result).includes(word)),
  );
}

function textOf({ id, title, cell, seed, verdict, findings, skippedBecause, note }: Listed): string {
  const found = findings.flatMap(({ story, ...finding }) => [...Object.values(finding), ...story]);
  return [id, title, cell, seed, verdict, skippedBecause, note.why, ...note.tracks, ...found].join(" ").toLowerCase();
}

/** The same list with a value added or taken away. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

/** docs/repeats.json: what each story showed when one cell played it again and again (`--repeat`). */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Verdict } from "../../harness/oracle/index.ts";
import { byPlace } from "../../harness/report/place.ts";
import type { Result } from "../../harness/report/summary.ts";

export const REPEATS_FILE = resolve(import.meta.dirname, "../../docs/repeats.json");

/** How many plays with the same verdict make a story one that can be trusted. */
export const ENOUGH_REPEATS = 20;

/** How often each verdict was given. */
export type VerdictCounts = Partial<Record<Verdict, number>>;

/** By story, then by cell. */
export type Repeats = Record<string, Record<string, VerdictCounts>>;

export function readRepeats(): Repeats {
  return JSON.parse(readFileSync(REPEATS_FILE, "utf8")) as Repeats;
}

/** Takes over what a run played more than once, in place of what was recorded for the same story and cell. */
export function recordRepeats(repeats: Repeats, results: readonly Result[]): void {
  const played = results.filter(({ verdict }) => verdict !== "skipped");
  for (const plays of byPlace(played).values()) {
    const [{ id, cell }] = plays as [Result];
    if (plays.length > 1) repeats[id] = { ...repeats[id], [cell]: countVerdicts(plays) };
  }
}

function countVerdicts(plays: Result[]): VerdictCounts {
  const byVerdict = Map.groupBy(plays, ({ verdict }) => verdict);
  return Object.fromEntries([...byVerdict].map(([verdict, { length }]) => [verdict, length]));
}

/** Whether one cell gave its verdict often enough, and none gave two. */
export function isSteady(cells: Record<string, VerdictCounts> = {}): boolean {
  const given = Object.values(cells).map((counts) => Object.values(counts));
  return given.every(({ length }) => length === 1) && given.some(([count = 0]) => count >= ENOUGH_REPEATS);
}

import type { Verdict } from "../oracle/finding.ts";

/** How every report shows a verdict: never by colour alone. Worst first. */
export const VERDICTS: Record<Verdict, { symbol: string; word: string; meaning: string }> = {
  broken: { symbol: "✗", word: "broken", meaning: "an oracle found a failure that is not known" },
  fixed: { symbol: "!", word: "fixed", meaning: "a known failure was not seen: is it fixed? Then remove its entry" },
  unknown: { symbol: "?", word: "unknown", meaning: "the play ended early, or its fault touched nothing" },
  known: { symbol: "≈", word: "known", meaning: "exactly the known failure was seen" },
  holds: { symbol: "✓", word: "holds", meaning: "every oracle holds" },
  skipped: { symbol: "–", word: "skipped", meaning: "not played, for the reason given" },
};

export const VERDICT_ORDER = Object.keys(VERDICTS) as Verdict[];

/** The one that somebody has to look at first; `skipped` where there is none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return VERDICT_ORDER.find((verdict) => verdicts.includes(verdict)) ?? "skipped";
}

/** Verdicts that somebody has to look at. */
export function needsAttention(verdict: Verdict): boolean {
  return verdict === "broken" || verdict === "fixed" || verdict === "unknown";
}

/** `840 ms`, `3.2 s`, `2 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** A moment of a story, e.g. `1.234 s`. */
export function clock(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** The first characters of a long id, enough to tell ids of one story apart. */
export function shortId(id: string): string {
  return id.replace(/^\$/, "").slice(0, 6);
}

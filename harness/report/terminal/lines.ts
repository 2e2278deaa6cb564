import cliTruncate from "cli-truncate";
import wrapAnsi from "wrap-ansi";
import { explain } from "../explain.ts";
import { reproduceCommand } from "../reproduce.ts";
import type { Environment, Result, Summary } from "../summary.ts";
import { duration, needsAttention, VERDICT_ORDER, VERDICTS } from "../vocabulary.ts";
import type { Paint } from "./paint.ts";

/** The most lines that one failure may take. */
export const EXPLANATION_LINES = 10;

/** `✓ first message  js@hs1,rust@hs2  1.4 s`. */
export function resultLine({ verdict, title, cell, phases }: Result, paint: Paint): string {
  const time = duration(phases.deployMs + phases.playMs + phases.judgeMs);
  return `${paint.symbol(verdict)} ${title}  ${paint.dim(cell)}${verdict === "skipped" ? "" : `  ${paint.dim(time)}`}`;
}

/** Why a result needs attention and how to see it again, in at most ten lines of this width. */
export function explanationLines(result: Result, environment: Pick<Environment, "pins">, paint: Paint, width: number) {
  const told = explain(result).flatMap((line) => wrapIndented(line, width - 4));
  const room = EXPLANATION_LINES - 1;
  const shown = told.length <= room ? told : [...told.slice(0, room - 1), "… the rest is in story.md"];
  return [...shown.map((line) => `    ${line}`), `    ${paint.dim("again:")} ${reproduceCommand(result, environment)}`];
}

function wrapIndented(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const wrapped = wrapAnsi(line.trimStart(), Math.max(20, width - indent.length), { hard: true });
  return wrapped.split("\n").map((part, index) => indent + (index > 0 ? "  " : "") + part);
}

/** The end of a run: counts, what needs attention with the line to paste, and where to look. */
export function summaryLines({ summary, folder }: { summary: Summary; folder: string }, paint: Paint): string[] {
  const { totals, durationMs, seed, results, environment } = summary;
  const open = results.filter((result) => needsAttention(result.verdict));
  return [
    "",
    `${paint.bold(plural(totals.results, "result"))} in ${duration(durationMs)}: ${countsText(summary, paint)}`,
    ...open.flatMap((result) => [
      `  ${paint.symbol(result.verdict)} ${result.title}  ${paint.dim(result.cell)}`,
      `    ${reproduceCommand(result, environment)}`,
    ]),
    paint.dim(`seed ${seed} (it fixes the plan, not the timing)`),
    `report: ${folder}/report.html`,
    ...(open.length > 0 ? [`next: open the report, or read story.md under ${folder}/${open[0]?.artefacts ?? ""}`] : []),
  ];
}

function countsText({ totals }: Summary, paint: Paint): string {
  const counted = VERDICT_ORDER.filter((verdict) => totals[verdict] > 0);
  const texts = counted.map((verdict) => paint.verdict(verdict, `${totals[verdict]} ${VERDICTS[verdict].word}`));
  return texts.join(", ") || "nothing was played";
}

export interface Progress {
  done: number;
  total: number;
  counts: Partial<Record<Result["verdict"], number>>;
  elapsedMs: number;
  running: string[];
}

/** The bar at the bottom of a live terminal: one line of this width. */
export function barLine({ done, total, counts, elapsedMs, running }: Progress, paint: Paint, width: number): string {
  const length = 20;
  const filled = total === 0 ? length : Math.round((done / total) * length);
  const bar = "━".repeat(filled) + paint.dim("─".repeat(length - filled));
  const counted = VERDICT_ORDER.filter((verdict) => counts[verdict]).map((verdict) =>
    paint.verdict(verdict, `${VERDICTS[verdict].symbol} ${counts[verdict]}`),
  );
  const parts = [`${bar} ${done}/${total}`, counted.join(" "), clock(elapsedMs), paint.dim(running.join(" · "))];
  return cliTruncate(parts.filter(Boolean).join("  "), width);
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

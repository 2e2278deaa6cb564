import { explain, headline } from "./explain.ts";
import { escapeMarkdown as esc, markdownTable } from "./markdown.ts";
import { reproduceCommand } from "./reproduce.ts";
import type { Result, Summary } from "./summary.ts";
import { duration, needsAttention, VERDICT_ORDER, VERDICTS } from "./vocabulary.ts";

/** GitHub shows ten annotations of one kind for a step. */
const MOST_ANNOTATIONS = 10;
/** GitHub refuses a job summary above 1 MiB; this many failures stay well below. */
const MOST_FAILURES = 50;

/**
 * Workflow commands that annotate each result that needs attention.
 * Source: docs.github.com, "Workflow commands for GitHub Actions".
 * @param fileOf where a story's scenario file is, relative to the repository
 */
export function githubAnnotations({ results, environment }: Summary, fileOf: (id: string) => string): string[] {
  return results
    .filter(({ verdict }) => needsAttention(verdict))
    .slice(0, MOST_ANNOTATIONS)
    .map((result) => {
      const { verdict, id, title, cell, findings } = result;
      const command = verdict === "unknown" ? "warning" : "error";
      const first = findings[0];
      const properties = { file: fileOf(id), title: `${VERDICTS[verdict].symbol} ${title} [${cell}]` };
      const message = [
        first ? headline(first) : VERDICTS[verdict].meaning,
        ...(first?.story ?? []),
        reproduceCommand(result, environment),
      ].join("\n");
      return `::${command} ${Object.entries(properties).map(property).join(",")}::${escapeData(message)}`;
    });
}

function property([name, value]: [string, string]): string {
  return `${name}=${escapeData(value).replaceAll(":", "%3A").replaceAll(",", "%2C")}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The job summary: counts, a matrix of stories by cells, and each failure with the line to paste. */
export function githubJobSummary(summary: Summary): string {
  const { totals, durationMs, seed, results } = summary;
  const counts = VERDICT_ORDER.filter((verdict) => totals[verdict] > 0);
  const open = results.filter(({ verdict }) => needsAttention(verdict));
  const sections = [
    `## matrix-e2ee-torture: ${counts.map((each) => `${VERDICTS[each].symbol} ${totals[each]} ${VERDICTS[each].word}`).join(", ")}`,
    `${totals.results} results in ${duration(durationMs)}, seed \`${seed}\` (it fixes the plan, not the timing)`,
    matrix(results),
    ...open.slice(0, MOST_FAILURES).map((result) => failure(result, summary)),
    ...(open.length > MOST_FAILURES ? [`${open.length - MOST_FAILURES} more are in the report.`] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

function matrix(results: Result[]): string {
  const cells = [...new Set(results.map(({ cell }) => cell))];
  const rows = Object.values(Object.groupBy(results, ({ id }) => id)).map((ofStory = []) => [
    esc(ofStory[0]?.title ?? ""),
    ...cells.map((cell) => symbols(ofStory.filter((result) => result.cell === cell))),
  ]);
  return markdownTable(["story", ...cells.map((cell) => `\`${cell}\``)], rows);
}

function symbols(results: Result[]): string {
  return results.map(({ verdict }) => VERDICTS[verdict].symbol).join(" ");
}

function failure(result: Result, { environment }: Summary): string {
  const { verdict, title, cell } = result;
  return [
    `<details><summary>${VERDICTS[verdict].symbol} ${html(title)} <code>${html(cell)}</code></summary>`,
    explain(result)
      .map((line) => `${line.startsWith("  ") ? "  " : ""}- ${esc(line.trim())}`)
      .join("\n"),
    `\`\`\`sh\n${reproduceCommand(result, environment)}\n\`\`\``,
    "</details>",
  ].join("\n\n");
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

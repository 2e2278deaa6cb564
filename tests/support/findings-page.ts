/** docs/findings.md, from the reports in docs/findings. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { markdownTable } from "../../harness/report/markdown.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const FINDINGS_PAGE = resolve(ROOT, "docs/findings.md");

/** A report, ready to be filed with those who can mend it. */
export interface FindingReport {
  /** Its path from the root, by which known failures name it. */
  readonly path: string;
  readonly title: string;
  /** The story that shows it. */
  readonly story: string;
  /** What has it: component and version. */
  readonly where: string;
  /** The headings below the title. */
  readonly chapters: string[];
}

export function readFindings(): FindingReport[] {
  const folder = resolve(ROOT, "docs/findings");
  return readdirSync(folder)
    .sort()
    .map((name) => parse(`docs/findings/${name}`, readFileSync(resolve(folder, name), "utf8")));
}

function parse(path: string, text: string): FindingReport {
  const [, title = ""] = /^# (.+)$/m.exec(text) ?? [];
  const [, story = ""] = /^\*\*Found by\*\* \[`scenarios\/([^`]+)\.ts`\]/m.exec(text) ?? [];
  const [, where = ""] = /^\*\*Where\*\* (.+)$/m.exec(text) ?? [];
  return { path, title, story, where, chapters: [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? "") };
}

export function renderFindingsPage(): string {
  const rows = readFindings().map(({ path, title, story, where }) => [
    `[${title}](findings/${basename(path)})`,
    where,
    `[${story}](../scenarios/${story}.ts)`,
  ]);
  return [
    "# Findings",
    "",
    "<!-- Written by `npm run generate` from docs/findings. -->",
    "",
    "Bugs of clients and servers that stories showed here first, or more plainly than a report that exists. Each page can be",
    "filed as it is: versions, what happens, the journal, the cause, and the line that plays it again. Until one is mended,",
    "its story carries it as a [known failure](first-scenario.md#6-known-failures), and turns red on the day that it is gone.",
    "",
    markdownTable(["what", "where", "shown by"], rows),
    "",
  ].join("\n");
}

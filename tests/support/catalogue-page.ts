/** docs/catalogue.md, from the scenarios and their recorded verdicts. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Verdict } from "../../harness/oracle/index.ts";
import { issueLink, markdownTable } from "../../harness/report/markdown.ts";
import { VERDICT_ORDER, VERDICTS } from "../../harness/report/vocabulary.ts";
import { loadCatalogue, type Story } from "../../harness/run/catalogue.ts";
import { DEFAULT_CELLS } from "../../harness/story/cell.ts";
import { COMPLEMENT_CRYPTO } from "./complement-crypto.ts";
import { type Repeats, readRepeats, type VerdictCounts } from "./repeats.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const CATALOGUE_PAGE = resolve(ROOT, "docs/catalogue.md");
/** The last verdict of each story in each cell, as `npm run record` took it from a run. */
export const VERDICTS_FILE = resolve(ROOT, "docs/verdicts.json");

export type RecordedVerdicts = Record<string, Record<string, Verdict>>;

export function readVerdicts(): RecordedVerdicts {
  return JSON.parse(readFileSync(VERDICTS_FILE, "utf8")) as RecordedVerdicts;
}

export async function renderCataloguePage(): Promise<string> {
  const stories = await loadCatalogue(resolve(ROOT, "scenarios"));
  const recorded = { verdicts: readVerdicts(), repeats: readRepeats() };
  const chapters = Map.groupBy(stories, ({ id }) => id.split("/")[0] as string);
  return [
    "# The catalogue",
    "",
    "<!-- Written by `npm run generate` from the scenarios, docs/verdicts.json and docs/repeats.json. -->",
    "",
    introduction(stories),
    ...[...chapters].flatMap(([chapter, chapterStories]) => renderChapter(chapter, chapterStories, recorded)),
    "",
  ].join("\n");
}

function introduction(stories: Story[]): string {
  const tracked = new Set(stories.flatMap(({ spec }) => spec.tracks ?? []));
  const covered = COMPLEMENT_CRYPTO.filter((test) => tracked.has(test)).length;
  const quick = stories.filter(({ spec }) => spec.tags?.includes("quick")).length;
  const symbols = Object.entries(VERDICTS)
    .map(([verdict, { symbol }]) => `${symbol} ${verdict}`)
    .join(", ");
  return `${stories.length} stories, ${quick} of them in the default run (\`quick\`). They cover ${covered} of the \
${COMPLEMENT_CRYPTO.length} tests of complement-crypto.

The next columns are the last recorded verdict in each of the default cells, named by the client kinds of the first two
roles, on hs1 and hs2: ${symbols}, and · where none is recorded. The last is what a cell gave when it played the story again
and again (\`--repeat\`).`;
}

interface Recorded {
  verdicts: RecordedVerdicts;
  repeats: Repeats;
}

function renderChapter(chapter: string, stories: Story[], { verdicts, repeats }: Recorded): string[] {
  const head = ["story", "what it guards", "stands for", ...DEFAULT_CELLS.map(shortName), "repeated"];
  const rows = stories.map((story) => [
    `[${story.id.slice(chapter.length + 1)}](../scenarios/${story.id}.ts)${isQuick(story) ? " · quick" : ""}`,
    `**${story.title}.** ${story.spec.why}`.replaceAll("|", "\\|"),
    [...(story.spec.tracks ?? []), ...knownLinks(story)].map(issueLink).join(", "),
    ...DEFAULT_CELLS.map((cell) => symbolOf(verdicts[story.id]?.[cell])),
    Object.entries(repeats[story.id] ?? {})
      .map(repeatsIn)
      .join("; "),
  ]);
  return ["", `## ${chapter}`, "", markdownTable(head, rows)];
}

const isQuick = ({ spec }: Story): boolean => spec.tags?.includes("quick") ?? false;

function knownLinks({ spec }: Story): string[] {
  const links = (spec.knownFailures ?? []).map(({ link }) => link);
  return [...new Set(links)].filter((link) => !spec.tracks?.includes(link));
}

/** `js@hs1,rust@hs2` as `js, rust`. */
function shortName(cell: string): string {
  return cell.replaceAll(/@hs\d+/g, "").replaceAll(",", ", ");
}

/** `20 × ✓ (js, rust)` */
function repeatsIn([cell, counts]: [string, VerdictCounts]): string {
  const given = VERDICT_ORDER.filter((verdict) => counts[verdict]);
  return `${given.map((verdict) => `${counts[verdict]} × ${symbolOf(verdict)}`).join(", ")} (${shortName(cell)})`;
}

function symbolOf(verdict: Verdict | undefined): string {
  return verdict ? VERDICTS[verdict].symbol : "·";
}

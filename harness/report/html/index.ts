import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../summary.ts";
import { bundleApp } from "./bundle.ts";
import { fitPlays, pack, packPlays } from "./pack.ts";
import { OVERVIEW_ELEMENT, type Overview, playElement } from "./payload.ts";

/** A report stays small enough to be sent around: below 3 MB. */
const MOST_CHARACTERS = 2_950_000;
/** An upper bound of the markup around one result's data. */
const ELEMENT_CHARACTERS = 60;

/** Writes `report.html`: one file that needs nothing beside it. @returns its path */
export async function writeHtml(runFolder: string, summary: Summary): Promise<string> {
  const path = join(runFolder, "report.html");
  writeFileSync(path, await renderHtml(runFolder, summary));
  return path;
}

/** @param live whether the page asks its server for what is new, see app/live.ts */
export async function renderHtml(runFolder: string, summary: Summary, live = false): Promise<string> {
  const { script, style } = await bundleApp();
  const { notes, plays } = packPlays(runFolder, summary);
  const overview: Overview = { summary, notes };
  const head = dataElement(OVERVIEW_ELEMENT, pack(overview));
  const rest = script.length + style.length + head.length + plays.length * ELEMENT_CHARACTERS;
  fitPlays(runFolder, summary, plays, MOST_CHARACTERS - rest);
  const data = [head, ...plays.map(({ data }, index) => dataElement(playElement(index), data))];
  return page({ title: `${summary.run} · matrix-e2ee-torture`, live, style, script, data: data.join("\n") });
}

function dataElement(id: string, data: string): string {
  return `<script type="text/plain" id="${id}">${data}</script>`;
}

interface Page {
  title: string;
  live: boolean;
  style: string;
  script: string;
  data: string;
}

function page({ title, live, style, script, data }: Page): string {
  return `<!doctype html>
<html lang="en"${live ? " data-live" : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title.replaceAll("<", "&lt;")}</title>
<style>${style}</style>
</head>
<body>
<div id="root"><noscript>This report needs JavaScript. The same facts are in summary.json and junit.xml.</noscript></div>
${data}
<script>${script}</script>
</body>
</html>
`;
}

/** `npm run screenshots -- [run]` takes the pictures of the pages anew, from the report of a run that shows a known failure. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { findChromium } from "../../harness/cast/js-sdk/chromium.ts";
import { readSummary } from "../../harness/report/run-files.ts";
import { resolveRun } from "../../harness/run/resolve-run.ts";

const IMAGES = resolve(import.meta.dirname, "../../docs/images");
const folder = resolveRun(process.argv[2] ?? "latest");
const failure = readSummary(folder).results.find(({ verdict }) => verdict === "known");
if (!failure)
  throw new Error(`${folder} has no known failure to show. Take a run of federation/newcomer-while-a-server-is-dark.`);

const report = pathToFileURL(resolve(folder, "report.html")).href;
const play = `#/play/${failure.id}/${failure.cell}/${failure.seed}`;
const browser = await chromium.launch({ executablePath: findChromium() });
for (const [name, colorScheme, hash, height] of [
  ["overview", "light", "", 1000],
  ["report", "light", play, 1100],
  ["report-dark", "dark", play, 1100],
] as const) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height } });
  await page.goto(`${report}${hash}`);
  await page.locator(".matrix, .plot").first().waitFor();
  await page.screenshot({ path: resolve(IMAGES, `${name}.png`) });
  await page.close();
}
await browser.close();

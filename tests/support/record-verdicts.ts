/** `npm run record -- [store/run]…` takes the verdicts of runs over into docs/verdicts.json, and renders the catalogue anew. */
import { writeFileSync } from "node:fs";
import { readSummary } from "../../harness/report/run-files.ts";
import { loadCatalogue } from "../../harness/run/catalogue.ts";
import { CATALOGUE_PAGE, readVerdicts, renderCataloguePage, VERDICTS_FILE } from "./catalogue-page.ts";

const verdicts = readVerdicts();
const runs = process.argv.slice(2);
for (const { results } of (runs.length > 0 ? runs : ["store/latest"]).map(readSummary)) {
  for (const { id, cell, verdict } of results) verdicts[id] = { ...verdicts[id], [cell]: verdict };
}
const stories = await loadCatalogue("scenarios");
const known = Object.fromEntries(stories.flatMap(({ id }) => (verdicts[id] ? [[id, sorted(verdicts[id])]] : [])));
writeFileSync(VERDICTS_FILE, `${JSON.stringify(known, null, 2)}\n`);
writeFileSync(CATALOGUE_PAGE, await renderCataloguePage());

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
}

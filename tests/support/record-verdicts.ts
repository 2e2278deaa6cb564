/**
 * `npm run record -- [store/run]…` takes the verdicts of runs over: those of the usual servers into docs/verdicts.json,
 * those of any other into docs/server-verdicts.json. Of repeats it takes the worst, and how often there was which into
 * docs/repeats.json. Then it renders their pages anew.
 */
import { writeFileSync } from "node:fs";
import { byPlace } from "../../harness/report/place.ts";
import { readSummary } from "../../harness/report/run-files.ts";
import type { Result, Summary } from "../../harness/report/summary.ts";
import { worstOf } from "../../harness/report/vocabulary.ts";
import { loadCatalogue } from "../../harness/run/catalogue.ts";
import { CATALOGUE_PAGE, readVerdicts, renderCataloguePage, VERDICTS_FILE } from "./catalogue-page.ts";
import { REPEATS_FILE, readRepeats, recordRepeats } from "./repeats.ts";
import {
  isUsual,
  readServerRecords,
  recordServers,
  renderServersPage,
  SERVER_VERDICTS_FILE,
  SERVERS_PAGE,
  serversOf,
} from "./servers-page.ts";

const verdicts = readVerdicts();
const servers = readServerRecords();
const repeats = readRepeats();
const runs = process.argv.slice(2);
for (const run of (runs.length > 0 ? runs : ["store/latest"]).map(readWhole)) {
  recordRepeats(repeats, run.results);
  const summary = { ...run, results: worstOfEach(run.results) };
  if (!isUsual(serversOf(summary))) recordServers(servers, summary);
  else for (const { id, cell, verdict } of summary.results) verdicts[id] = { ...verdicts[id], [cell]: verdict };
}
const stories = (await loadCatalogue("scenarios")).map(({ id }) => id);
for (const record of Object.values(servers)) record.verdicts = known(record.verdicts);
writeFileSync(VERDICTS_FILE, `${JSON.stringify(known(verdicts), null, 2)}\n`);
writeFileSync(SERVER_VERDICTS_FILE, `${JSON.stringify(sorted(servers), null, 2)}\n`);
writeFileSync(REPEATS_FILE, `${JSON.stringify(known(repeats), null, 2)}\n`);
writeFileSync(CATALOGUE_PAGE, await renderCataloguePage());
writeFileSync(SERVERS_PAGE, renderServersPage());

/** A run without the plays that were interrupted: they say nothing of who played. */
function readWhole(folder: string): Summary {
  const summary = readSummary(folder);
  const wholePlays = summary.results.filter(({ findings }) => !findings.some(({ kind }) => kind === "interrupted"));
  return { ...summary, results: wholePlays };
}

/** One result for each story and cell. */
function worstOfEach(results: Result[]): Result[] {
  return [...byPlace(results).values()].map((plays) => {
    const worst = worstOf(plays.map(({ verdict }) => verdict));
    return plays.find(({ verdict }) => verdict === worst) as Result;
  });
}

/** What was recorded of stories that are still there, in the order of the catalogue. */
function known<T>(verdicts: Record<string, Record<string, T>>): Record<string, Record<string, T>> {
  return Object.fromEntries(stories.flatMap((id) => (verdicts[id] ? [[id, sorted(verdicts[id])]] : [])));
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
}

/** The table of docs/servers.md: what each kind of server showed, as `npm run record` took it from runs. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Verdict } from "../../harness/oracle/index.ts";
import { markdownTable } from "../../harness/report/markdown.ts";
import type { Summary } from "../../harness/report/summary.ts";
import { VERDICT_ORDER, VERDICTS } from "../../harness/report/vocabulary.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const SERVERS_PAGE = resolve(ROOT, "docs/servers.md");
export const SERVER_VERDICTS_FILE = resolve(ROOT, "docs/server-verdicts.json");

/** What one set of servers showed. */
export interface ServerRecord {
  /** The day of the latest run, e.g. `2026-11-25`. */
  recorded: string;
  /** The clients that played, by name. */
  versions: Record<string, string>;
  /** By story, then by cell. */
  verdicts: Record<string, Record<string, Verdict>>;
}

/** By what the servers were, e.g. `synapse 1.163.2 on Postgres`. */
export type ServerRecords = Record<string, ServerRecord>;

export function readServerRecords(): ServerRecords {
  return JSON.parse(readFileSync(SERVER_VERDICTS_FILE, "utf8")) as ServerRecords;
}

const isServer = (name: string): boolean => /^hs\d+$/.test(name);
const isClient = (name: string): boolean => /-sdk$|^mautrix|nio$/.test(name);

/** What a run's servers were: one description where all were alike, else one for each; further ones are like hs1. */
export function serversOf({ environment: { versions } }: Summary): string {
  const isLikeFirst = ([name, kind]: [string, string]) => name !== "hs1" && name !== "hs2" && kind === versions.hs1;
  const servers = Object.entries(versions).filter((each) => isServer(each[0]) && !isLikeFirst(each));
  const kinds = new Set(servers.map(([, kind]) => kind));
  return kinds.size === 1 ? [...kinds].join() : servers.map(([name, kind]) => `${name}: ${kind}`).join(", ");
}

/** Whether these servers are those whose verdicts stand in the catalogue: Synapse as one process, on SQLite. */
export function isUsual(servers: string): boolean {
  return /^synapse [\d.rc]+$/.test(servers);
}

/** Takes a run's verdicts over into the record of its servers. */
export function recordServers(records: ServerRecords, summary: Summary): void {
  const servers = serversOf(summary);
  const verdicts = { ...records[servers]?.verdicts };
  for (const { id, cell, verdict } of summary.results) verdicts[id] = { ...verdicts[id], [cell]: verdict };
  const clients = Object.entries(summary.environment.versions).filter(([name]) => isClient(name));
  const versions = { ...records[servers]?.versions, ...Object.fromEntries(clients) };
  records[servers] = { recorded: summary.startedAt.slice(0, 10), versions, verdicts };
}

const BEGIN = "<!-- Written by `npm run generate` from docs/server-verdicts.json. -->";
const END = "<!-- End of what is written. -->";

/** The page as it is, with its results written anew. */
export function renderServersPage(page = readFileSync(SERVERS_PAGE, "utf8"), records = readServerRecords()): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`docs/servers.md has lost the place of its results: ${BEGIN} … ${END}`);
  return [before, BEGIN, "\n\n", renderRecords(records), "\n\n", END, after].join("");
}

function renderRecords(records: ServerRecords): string {
  return [renderTotals(records), renderStories(records)].join("\n\n");
}

function renderTotals(records: ServerRecords): string {
  const rows = Object.entries(records).map(([servers, { recorded, versions, verdicts }]) => {
    const all = Object.values(verdicts).flatMap((cells) => Object.values(cells));
    const counts = VERDICT_ORDER.map((verdict) => String(all.filter((each) => each === verdict).length));
    const clients = Object.entries(versions).map((pair) => pair.join(" "));
    return [servers, ...counts, recorded, clients.join(", ")];
  });
  return markdownTable(["servers", ...VERDICT_ORDER, "recorded", "clients"], rows);
}

/** A column for each set of servers and each cell that it was played in. */
function renderStories(records: ServerRecords): string {
  const columns = Object.entries(records).flatMap(([servers, { verdicts }]) => {
    const cells = [...new Set(Object.values(verdicts).flatMap((each) => Object.keys(each)))].sort();
    return cells.map((cell) => ({ title: `${servers}, \`${cell}\``, of: (id: string) => verdicts[id]?.[cell] }));
  });
  const ids = new Set(Object.values(records).flatMap(({ verdicts }) => Object.keys(verdicts)));
  const rows = [...ids].sort().map((id) => [
    `[${id}](../scenarios/${id}.ts)`,
    ...columns.map(({ of }) => {
      const verdict = of(id);
      return verdict ? VERDICTS[verdict].symbol : "·";
    }),
  ]);
  return markdownTable(["story", ...columns.map(({ title }) => title)], rows);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../../harness/oracle/index.ts";
import { buildSummary, type Result, type Summary, summariseJudgement } from "../../../harness/report/summary.ts";
import { CATALOGUE } from "./catalogue.ts";
import { type Fate, fakeJournal } from "./journal.ts";

export const FAKE_CELLS = ["js@hs1,js@hs2", "js@hs1,rust@hs2", "rust@hs1,js@hs2", "rust@hs1,rust@hs2"];

/** Most results hold, as in a real run; the rest is told by their place. */
function fateAt(index: number): Fate {
  const fates: Partial<Record<number, Fate>> = {
    6: "lost",
    17: "late",
    22: "known",
    23: "known",
    31: "untouched",
    38: "fixed",
    45: "broken-off",
  };
  return fates[index % 60] ?? "read";
}

/** Plays a fake run into a folder: journals written by hand, judged by the real oracles. */
export function writeFakeRun(folder: string, count: number): Summary {
  const results = Array.from({ length: count }, (_, index) => writeFakeResult(folder, index));
  const facts = { run: "20261124-080000", startedAt: "2026-11-24T08:00:00.000Z", durationMs: 221_400, seed: "8f31c" };
  const versions = {
    "matrix-js-sdk": "43.0.0",
    "matrix-sdk-crypto-wasm": "18.9.0",
    "matrix-rust-sdk": "0.18.0",
    synapse: "1.163.2",
    node: "24.19.0",
  };
  const summary = buildSummary({ ...facts, environment: { versions, pins: [] } }, results);
  writeFileSync(join(folder, "summary.json"), JSON.stringify(summary));
  return summary;
}

function writeFakeResult(runFolder: string, index: number): Result {
  const cell = FAKE_CELLS[index % FAKE_CELLS.length] as string;
  const round = Math.floor(index / FAKE_CELLS.length);
  const entry = CATALOGUE[round % CATALOGUE.length] as (typeof CATALOGUE)[number];
  const repeat = Math.floor(round / CATALOGUE.length);
  const seed = (0x8f31c + index).toString(16);
  const identity = { ...entry, cell, seed };
  const { id, title } = identity;
  if (index % 60 === 50) {
    const skippedBecause = 'The node client, as bob, lacks "sigkill".';
    const phases = { deployMs: 0, playMs: 0, judgeMs: 0 };
    const nothing = { findings: [], latency: null, artefacts: null };
    return { id, title, cell, seed, verdict: "skipped", ...nothing, skippedBecause, phases };
  }
  const artefacts = join(id, cell.replaceAll("@", "-").replaceAll(",", "_") + (repeat ? `.${repeat + 1}` : ""));
  const entries = fakeJournal({ ...identity, fate: fateAt(index) });
  const judgement = judge(entries);
  mkdirSync(join(runFolder, artefacts, "logs"), { recursive: true });
  writeFileSync(
    join(runFolder, artefacts, "journal.ndjson"),
    entries.map((each) => `${JSON.stringify(each)}\n`).join(""),
  );
  writeFileSync(join(runFolder, artefacts, "verdict.json"), JSON.stringify(judgement));
  const end = entries.find((each) => each.kind === "end");
  const phases = { deployMs: end?.phases.deployMs ?? 0, playMs: end?.phases.playMs ?? 0, judgeMs: 4 };
  return { id, title, cell, seed, ...summariseJudgement(judgement), phases, artefacts };
}

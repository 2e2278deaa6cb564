import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DriverKind } from "../cast/protocol.ts";
import { parseCell } from "../story/cell.ts";
import type { World } from "../world/world.ts";
import { loadCatalogue, selectStories } from "./catalogue.ts";
import { closeKinds, openKinds } from "./kinds.ts";
import { DEFAULT_POLICY, DEFAULT_SCENARIOS } from "./options.ts";
import { type PlannedPlay, planRun } from "./plan.ts";
import { play } from "./play.ts";
import { openWorld, openWorlds } from "./worlds.ts";

const RUNS = 5;
const REQUESTS = 200;
const NO_PINS = { homeserver: {}, driver: {} };

/** Measures what the harness costs, and prints a table: minimum, median and maximum of repeated runs. */
export async function main(): Promise<number> {
  const kinds = await openKinds(NO_PINS);
  try {
    row("what", ["min", "median", "max"], "target");
    print("world ready, cold (2 homeservers and the gateway), ms", await worldsCold(), "<= 2500");
    print("request through tap and Toxiproxy, added, ms", await gatewayOverhead(), "<= 3");
    for (const [cell, target] of [
      ["node@hs1,rust@hs2", "<= 1500"],
      ["js@hs1,js@hs2", "<= 2500"],
    ] as const) {
      const { take, played } = await firstMessages(cell, kinds);
      print(`first message, ${cell}, ms of play`, played, target);
      print(`world from the pool before it, ms`, take, "<= 500");
    }
    print("harness resident memory, MB", [process.memoryUsage.rss() / 1e6], "<= 300");
    return 0;
  } finally {
    await closeKinds(kinds);
  }
}

async function worldsCold(): Promise<number[]> {
  return repeated(RUNS, async () => {
    await using world = await openWorld(["hs1", "hs2"], NO_PINS);
    return world.deployMs;
  });
}

/** The median of each round, of requests that go through the gateway less those that go past it. */
async function gatewayOverhead(): Promise<number[]> {
  await using world = await openWorld(["hs1", "hs2"], NO_PINS);
  const server = world.server("hs1");
  const direct = await server.directUrl();
  return repeated(RUNS, async () => (await medianRequest(server.clientUrl)) - (await medianRequest(direct)));
}

async function medianRequest(base: string): Promise<number> {
  const times = await repeated(REQUESTS, async () => {
    const begun = performance.now();
    await (await fetch(`${base}/_matrix/client/versions`)).text();
    return performance.now() - begun;
  });
  return median(times);
}

/** Plays the first-message story, each time in a clean world from the pool. */
async function firstMessages(
  cell: string,
  kinds: Map<string, DriverKind>,
): Promise<{ take: number[]; played: number[] }> {
  const stories = selectStories(await loadCatalogue(DEFAULT_SCENARIOS), ["first-contact/first-message"]);
  const cells = [parseCell(cell, [...kinds.keys()])];
  // The first play warms caches up and is not counted.
  const plan = planRun({ stories, cells, kinds, seed: 0, repeat: RUNS + 1, shard: { index: 1, of: 1 } });
  const worlds = await openWorlds(plan, NO_PINS, `bench-${process.pid}`);
  const take: number[] = [];
  const played: number[] = [];
  try {
    for (const planned of plan) {
      const begun = performance.now();
      await using world = await worlds.take(planned);
      take.push(performance.now() - begun);
      played.push(await playMs(planned, world, kinds));
    }
  } finally {
    await worlds.close();
  }
  return { take: take.slice(1), played: played.slice(1) };
}

async function playMs(planned: PlannedPlay, world: World, kinds: Map<string, DriverKind>): Promise<number> {
  const entries = await play(planned, {
    ...{ run: "bench", world, kinds, policy: DEFAULT_POLICY, versions: {} },
    folder: mkdtempSync(join(tmpdir(), "torture-bench-")),
    signal: new AbortController().signal,
  });
  const end = entries.find((entry) => entry.kind === "end");
  if (end?.outcome !== "played") throw new Error(`The story broke off: ${end?.error}`);
  return end.phases.playMs;
}

async function repeated(times: number, measure: () => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let round = 0; round < times; round += 1) measured.push(await measure());
  return measured;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function print(what: string, values: readonly number[], target: string): void {
  row(
    what,
    [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(1)),
    target,
  );
}

function row(what: string, figures: readonly string[], target: string): void {
  console.log(`${what.padEnd(58)} ${figures.map((figure) => figure.padStart(9)).join("")}   ${target}`);
}

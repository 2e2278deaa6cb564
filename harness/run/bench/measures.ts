import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DriverKind } from "../../cast/protocol.ts";
import { DEFAULT_CELLS, parseCell } from "../../story/cell.ts";
import type { World } from "../../world/world.ts";
import { loadCatalogue, selectStories } from "../catalogue.ts";
import { DEFAULT_POLICY, DEFAULT_SCENARIOS, DEFAULT_WORDS } from "../options.ts";
import { performRun } from "../perform-run.ts";
import { type PlannedPlay, planRun } from "../plan.ts";
import { play } from "../play.ts";
import { openWorld, openWorlds } from "../worlds.ts";
import { type Figure, median } from "./table.ts";

const ROUNDS = 5;
const REQUESTS = 200;
const SERVERS = ["hs1", "hs2"];
export const NO_PINS = { homeserver: {}, driver: {} };

/** From nothing but images to a world that answers. */
export async function worldsCold(): Promise<Figure> {
  const values = await repeated(ROUNDS, async () => {
    await using world = await openWorld(SERVERS, NO_PINS);
    return world.deployMs;
  });
  return { what: "world ready, cold (2 homeservers and the gateway)", unit: "ms", values, target: 2500 };
}

/** The median of a round of requests that go through the gateway, less that of as many that go past it. */
export async function gatewayOverhead(): Promise<Figure> {
  await using world = await openWorld(SERVERS, NO_PINS);
  const server = world.server("hs1");
  const direct = await server.directUrl();
  await medianRequest(server.clientUrl); // What is not yet warm is not what we ask for.
  const values = await repeated(
    ROUNDS,
    async () => (await medianRequest(server.clientUrl)) - (await medianRequest(direct)),
  );
  return { what: "request, added by tap and Toxiproxy", unit: "ms", values, target: 3 };
}

async function medianRequest(base: string): Promise<number> {
  const times = await repeated(REQUESTS, async () => {
    const begun = performance.now();
    await (await fetch(`${base}/_matrix/client/versions`)).text();
    return performance.now() - begun;
  });
  return median(times);
}

/** The first-message story by itself, as somebody plays it who waits for it: clients' start included, the world's not. */
export async function firstMessage(cell: string, target: number, kinds: Map<string, DriverKind>): Promise<Figure> {
  const values: number[] = [];
  for (const planned of await firstMessages(cell, kinds)) {
    await using world = await openWorld(SERVERS, NO_PINS);
    values.push(await playMs(planned, world, kinds));
  }
  return { what: `first message, ${cell}, play`, unit: "ms", values: values.slice(1), target };
}

/** From asking the pool for a clean world to having it, where each is made while the story before it is played. */
export async function worldsFromPool(cell: string, kinds: Map<string, DriverKind>): Promise<Figure> {
  const plan = await firstMessages(cell, kinds);
  const worlds = await openWorlds(plan, NO_PINS, `bench-${process.pid}`);
  const values: number[] = [];
  try {
    for (const planned of plan) {
      const begun = performance.now();
      const world = await worlds.take(planned);
      values.push(performance.now() - begun);
      await playMs(planned, world, kinds);
      await worlds.giveBack(world, { isQuiet: true });
    }
  } finally {
    await worlds.close();
  }
  return { what: `world from the pool, between plays in ${cell}`, unit: "ms", values: values.slice(1), target: 500 };
}

/** One play more than there are rounds: the first warms caches up and is not counted. */
async function firstMessages(cell: string, kinds: Map<string, DriverKind>): Promise<PlannedPlay[]> {
  const stories = selectStories(await loadCatalogue(DEFAULT_SCENARIOS), ["first-contact/first-message"]);
  const cells = [parseCell(cell, [...kinds.keys()])];
  return planRun({ stories, cells, kinds, seed: 0, repeat: ROUNDS + 1, shard: { index: 1, of: 1 } });
}

async function playMs(planned: PlannedPlay, world: World, kinds: Map<string, DriverKind>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "torture-bench-"));
  try {
    const entries = await play(planned, {
      ...{ run: "bench", world, kinds, policy: DEFAULT_POLICY, versions: {}, folder },
      signal: new AbortController().signal,
    });
    const end = entries.find((entry) => entry.kind === "end");
    if (end?.outcome !== "played") throw new Error(`The story broke off: ${end?.error}`);
    return end.phases.playMs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `torture` plays when nothing is named, once: its time, and the most memory that the harness itself had. */
export async function defaultRun(kinds: Map<string, DriverKind>): Promise<Figure[]> {
  const stories = selectStories(await loadCatalogue(DEFAULT_SCENARIOS), DEFAULT_WORDS);
  const cells = DEFAULT_CELLS.map((cell) => parseCell(cell, [...kinds.keys()]));
  const plan = planRun({ stories, cells, kinds, seed: 0, repeat: 1, shard: { index: 1, of: 1 } });
  const begun = performance.now();
  await performRun({
    ...{ plan, scenarios: DEFAULT_SCENARIOS, seed: 0, kinds, policy: DEFAULT_POLICY, jobs: "auto" },
    ...NO_PINS,
    quiet: true,
  });
  const seconds = (performance.now() - begun) / 1000;
  const residentMB = process.resourceUsage().maxRSS / 1024;
  return [
    { what: `default run, ${plan.length} results`, unit: "s", values: [seconds], target: 240 },
    { what: "the harness's resident memory, at most", unit: "MB", values: [residentMB], target: 300 },
  ];
}

async function repeated(times: number, measure: () => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let round = 0; round < times; round += 1) measured.push(await measure());
  return measured;
}

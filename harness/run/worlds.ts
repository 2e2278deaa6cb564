import { isDeepStrictEqual } from "node:util";
import { ensureImage } from "../setup/images.ts";
import { deployWorld, type ServerOptions, type SignIn, type World, type WorldOptions } from "../world/index.ts";
import type { Pins } from "./options.ts";
import { type PlannedPlay, serversOf, serversOfAll } from "./plan.ts";
import type { WorldSource } from "./runner.ts";
import { describeServer, serverFor } from "./servers.ts";

/** How many worlds are made ahead of the plays that will need them. */
const AHEAD = 1;

export interface Worlds extends WorldSource {
  /** Which image each server name uses, for the summary. */
  readonly images: Record<string, string>;
  /** Makes the first world for further plays ahead of them. */
  foresee(plays: readonly PlannedPlay[]): void;
  close(): Promise<void>;
}

/** Makes a plan's worlds: each play a clean one, the next one while others play. */
export async function openWorlds(plan: readonly PlannedPlay[], pins: Pins, run: string): Promise<Worlds> {
  const deployer = await createDeployer(serversOfAll(plan), pins, run);
  const specOf = (play: PlannedPlay) =>
    deployer.optionsFor(namesOf(play), profileOf(play, pins), play.story.spec.signIn);
  const upcoming: WorldOptions[] = [];
  const ready: { spec: WorldOptions; world: Promise<World> }[] = [];
  let closed = false;

  const make = (spec: WorldOptions) => {
    const world = deployWorld(spec);
    world.catch(() => {}); // Whoever takes it hears of it.
    return { spec, world };
  };
  const makeAhead = () => {
    if (closed) return;
    for (const spec of upcoming.slice(ready.length, AHEAD)) ready.push(make(spec));
  };
  const foresee = (plays: readonly PlannedPlay[]) => {
    upcoming.push(...plays.filter(({ skippedBecause }) => !skippedBecause).map(specOf));
    makeAhead();
  };
  foresee(plan);
  return {
    images: deployer.images,
    foresee,
    async take(play) {
      const spec = specOf(play);
      const alike = (other: WorldOptions) => isDeepStrictEqual(other, spec);
      const foreseen = upcoming.findIndex(alike);
      if (foreseen >= 0) upcoming.splice(foreseen, 1);
      const place = ready.findIndex((each) => alike(each.spec));
      const { world } = place < 0 ? make(spec) : (ready.splice(place, 1)[0] as (typeof ready)[number]);
      await world;
      makeAhead();
      return world;
    },
    async close() {
      closed = true;
      await Promise.all(
        ready.map(({ world }) =>
          world.then(
            (made) => made.close(),
            () => {},
          ),
        ),
      );
    },
  };
}

/** One world by itself, for `torture up`. */
export async function openWorld(names: string[], pins: Pins): Promise<World> {
  const deployer = await createDeployer(names, pins, `up-${process.pid}`);
  return deployWorld(deployer.optionsFor(names, pins.profile ?? "fast"));
}

async function createDeployer(names: string[], pins: Pins, runId: string) {
  const [gatewayImage, servers] = await Promise.all([
    ensureImage("gateway"),
    Promise.all(names.map((name) => serverFor(name, pins))),
  ]);
  const byName = new Map(servers.map((server) => [server.name, server]));
  const optionsFor = (chosen: string[], profile: "fast" | "production", signIn?: SignIn): WorldOptions => ({
    servers: chosen.map((name) => byName.get(name) as ServerOptions),
    profile,
    runId,
    gatewayImage,
    ...(signIn && { signIn }),
  });
  return { images: Object.fromEntries(names.map((name) => [name, describeServer(name, pins)])), optionsFor };
}

function namesOf({ story, seats }: PlannedPlay): string[] {
  return serversOf(story.spec, seats);
}

function profileOf({ story }: PlannedPlay, pins: Pins): "fast" | "production" {
  return pins.profile ?? story.spec.profile ?? "fast";
}

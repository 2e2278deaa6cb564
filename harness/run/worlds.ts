import { DEFAULT_SYNAPSE, ensureImage, requireImage } from "../setup/images.ts";
import { deployWorld, type World, type WorldOptions } from "../world/index.ts";
import type { Pins } from "./options.ts";
import type { PlannedPlay } from "./plan.ts";
import type { WorldSource } from "./runner.ts";

/** How many worlds are made ahead of the plays that will need them. */
const AHEAD = 1;

export interface Worlds extends WorldSource {
  /** Which image each server name uses, for the summary. */
  readonly images: Record<string, string>;
  close(): Promise<void>;
}

/** Makes a plan's worlds: each play a clean one, the next one while others play. */
export async function openWorlds(plan: readonly PlannedPlay[], pins: Pins, run: string): Promise<Worlds> {
  const names = [...new Set(plan.flatMap(serversOf))].sort();
  const deployer = await createDeployer(names, pins, run);
  const upcoming = plan.filter((play) => !play.skippedBecause);
  const specs = new Map(upcoming.map((play) => [play, deployer.optionsFor(serversOf(play), profileOf(play, pins))]));
  const ready = new Map<PlannedPlay, Promise<World>>();
  let closed = false;

  const make = (play: PlannedPlay) => {
    const world = deployWorld(specs.get(play) as WorldOptions);
    world.catch(() => {}); // Whoever takes it hears of it.
    return world;
  };
  const makeAhead = () => {
    for (const play of upcoming.slice(0, AHEAD)) if (!closed && !ready.has(play)) ready.set(play, make(play));
  };
  makeAhead();
  return {
    images: deployer.images,
    async take(play) {
      const world = ready.get(play) ?? make(play);
      ready.delete(play);
      upcoming.splice(upcoming.indexOf(play), 1);
      await world;
      makeAhead();
      return world;
    },
    async close() {
      closed = true;
      await Promise.all(
        [...ready.values()].map((world) =>
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
  const [gatewayImage, entries] = await Promise.all([
    ensureImage("gateway"),
    Promise.all(names.map(async (name) => [name, await imageOf(name, pins)] as const)),
  ]);
  const images = Object.fromEntries(entries);
  const optionsFor = (servers: string[], profile: "fast" | "production"): WorldOptions => ({
    servers: servers.map((name) => ({ name, image: images[name] as string })),
    profile,
    runId,
    gatewayImage,
  });
  return { images: describeImages(entries, pins), optionsFor };
}

async function imageOf(name: string, { homeserver, synapse }: Pins): Promise<string> {
  const own = homeserver[name];
  return own ? requireImage(own) : ensureImage("synapse", { version: synapse ?? DEFAULT_SYNAPSE });
}

function describeImages(entries: (readonly [string, string])[], pins: Pins): Record<string, string> {
  const described = entries.map(([name, image]) => [
    name,
    pins.homeserver[name] ? image : `synapse ${pins.synapse ?? DEFAULT_SYNAPSE}`,
  ]);
  return Object.fromEntries(described);
}

function serversOf({ seats, story }: PlannedPlay): string[] {
  const seated = [...seats.values()].map(({ server }) => server);
  const homes = Object.values(story.spec.cast).map(({ server }) => server);
  return [...new Set([...seated, ...homes, ...(story.spec.servers ?? [])])].sort();
}

function profileOf({ story }: PlannedPlay, pins: Pins): "fast" | "production" {
  return pins.profile ?? story.spec.profile ?? "fast";
}

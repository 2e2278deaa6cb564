import { isDeepStrictEqual } from "node:util";
import { ensureImage } from "../setup/images.ts";
import { deployWorld, type ServerOptions, type SignIn, type World, type WorldOptions } from "../world/index.ts";
import type { Pins } from "./options.ts";
import { type PlannedPlay, serversOf, serversOfAll } from "./plan.ts";
import type { WorldSource } from "./runner.ts";
import { describeServer, serverFor } from "./servers.ts";

/** How many worlds are made ahead of the plays that will need them. */
const AHEAD = 1;
/** How far ahead a play may be for which a world is kept, and how many worlds are. */
const FORESIGHT = 16;
const MOST_READY = 5;

export interface Worlds extends WorldSource {
  /** Which image each server name uses, for the summary. */
  readonly images: Record<string, string>;
  /** Makes the first world for further plays ahead of them. */
  foresee(plays: readonly PlannedPlay[]): void;
  close(): Promise<void>;
}

/**
 * Makes a plan's worlds: each play a clean one, the next one while others play. A world that is given back renewable
 * is renewed for a play to come.
 */
export async function openWorlds(plan: readonly PlannedPlay[], pins: Pins, run: string): Promise<Worlds> {
  const deployer = await createDeployer(serversOfAll(plan), pins, run);
  const specOf = (play: PlannedPlay) =>
    deployer.optionsFor(namesOf(play), profileOf(play, pins), play.story.spec.signIn);
  return new WorldPool(deployer.images, specOf, deployWorld, plan);
}

interface Ready {
  readonly spec: WorldOptions;
  readonly world: Promise<World>;
}

export class WorldPool implements Worlds {
  readonly images: Record<string, string>;
  readonly #specOf: (play: PlannedPlay) => WorldOptions;
  readonly #deploy: (spec: WorldOptions) => Promise<World>;
  /** What plays to come need, in their order. */
  readonly #upcoming: WorldOptions[] = [];
  readonly #ready: Ready[] = [];
  readonly #taken = new Map<World, WorldOptions>();
  #closed = false;

  constructor(
    images: Record<string, string>,
    specOf: (play: PlannedPlay) => WorldOptions,
    deploy: (spec: WorldOptions) => Promise<World>,
    plan: readonly PlannedPlay[],
  ) {
    this.images = images;
    this.#specOf = specOf;
    this.#deploy = deploy;
    this.foresee(plan);
  }

  foresee(plays: readonly PlannedPlay[]): void {
    this.#upcoming.push(...plays.filter(({ skippedBecause }) => !skippedBecause).map(this.#specOf));
    this.#makeAhead();
  }

  async take(play: PlannedPlay): Promise<World> {
    const spec = this.#specOf(play);
    const foreseen = this.#upcoming.findIndex(like(spec));
    if (foreseen >= 0) this.#upcoming.splice(foreseen, 1);
    const place = this.#ready.findIndex((each) => like(spec)(each.spec));
    const world = await (place < 0 ? this.#deploy(spec) : (this.#ready.splice(place, 1)[0] as Ready).world);
    this.#taken.set(world, spec);
    this.#makeAhead();
    return world;
  }

  async giveBack(world: World, { isQuiet }: { isQuiet: boolean }): Promise<void> {
    const spec = this.#taken.get(world);
    this.#taken.delete(world);
    if (!spec || !isQuiet || !world.isRenewable || !this.#isWanted(spec)) return await world.close();
    const renewed = world.renewed();
    this.#keep(spec, renewed);
    await renewed.catch(() => world.close());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#ready.map(async ({ world }) => (await world).close()));
  }

  /** Whether a play to come soon needs one more like it, and not too many are kept. */
  #isWanted(spec: WorldOptions): boolean {
    const soon = this.#upcoming.slice(0, FORESIGHT).filter(like(spec)).length;
    const ready = this.#ready.filter((each) => like(spec)(each.spec)).length;
    return !this.#closed && ready < soon && this.#ready.length < MOST_READY;
  }

  #keep(spec: WorldOptions, world: Promise<World>): void {
    this.#ready.push({ spec, world });
    world.catch(() => {}); // Whoever takes it hears of it.
  }

  #makeAhead(): void {
    if (this.#closed) return;
    const left = [...this.#ready];
    for (const spec of this.#upcoming.slice(0, AHEAD)) {
      const place = left.findIndex((each) => like(spec)(each.spec));
      if (place < 0) this.#keep(spec, this.#deploy(spec));
      else left.splice(place, 1);
    }
  }
}

function like(spec: WorldOptions): (other: WorldOptions) => boolean {
  return (other) => isDeepStrictEqual(other, spec);
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

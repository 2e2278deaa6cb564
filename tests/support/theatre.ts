/** Actors with real clients on a real world, for tests of what stories do to clients. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { browserKind } from "../../harness/cast/js-sdk/index.ts";
import type { DriverKind } from "../../harness/cast/protocol.ts";
import { rustKind } from "../../harness/cast/rust-sdk/kind.ts";
import type { Fault } from "../../harness/faults/fault.ts";
import { type Evidence, Journal } from "../../harness/journal/index.ts";
import { Actor } from "../../harness/story/actor.ts";
import { createStage } from "../../harness/story/stage.ts";
import type { World } from "../../harness/world/index.ts";
import { testWorld } from "./world.ts";

export type KindName = "js" | "rust";

/** One world and one company for a file of tests. Its users are new each time, so that tests do not meet. */
export class Theatre {
  readonly world: World;
  readonly journal = new Journal();
  readonly #folder = mkdtempSync(join(tmpdir(), "torture-theatre-"));
  readonly #kinds: Record<KindName, DriverKind> = { js: browserKind(), rust: rustKind() };
  readonly #stage: ReturnType<typeof createStage>;
  #actors: Actor[] = [];
  #operations = 0;

  private constructor(world: World) {
    this.world = world;
    this.#stage = createStage(world, this.journal);
    world.attach(this.journal, join(this.#folder, "logs"));
  }

  static async open(): Promise<Theatre> {
    const theatre = new Theatre(await testWorld());
    await Promise.all(Object.values(theatre.#kinds).map((kind) => kind.versions()));
    return theatre;
  }

  /** A new user with a client, logged in and syncing. */
  async actor(role: string, kind: KindName, server: string, { mayDie = false } = {}): Promise<Actor> {
    const name = `${role}-${randomBytes(3).toString("hex")}`;
    const home = this.world.server(server);
    const password = "a password";
    const { userId } = await home.register(name, password);
    const spec = {
      name,
      user: name,
      userId,
      password,
      server: home,
      kind: this.#kinds[kind],
      ownProcess: mayDie,
      options: {},
    };
    mkdirSync(join(this.#folder, "logs"), { recursive: true });
    const actor = new Actor(role, spec, {
      world: this.world,
      journal: this.journal,
      folder: this.#folder,
      nextOperation: () => ++this.#operations,
      addActor: (further) => this.#actors.push(further),
      addProcess: () => {},
    });
    this.#actors.push(actor);
    return await actor.enters();
  }

  /** Plays under a fault, checks that the gateway is then as before, and tells how it bit. */
  async under(fault: Fault, body: () => PromiseLike<unknown>): Promise<Evidence> {
    const before = await this.world.gateway.state();
    await this.#stage.during(fault, async () => await body());
    assert.deepEqual(await this.world.gateway.state(), before, "the gateway after the heal");
    const healed = this.journal.entries.findLast((entry) => entry.kind === "fault" && entry.phase === "heal");
    assert.isOk(healed && healed.kind === "fault" && healed.evidence);
    return (healed as { evidence: Evidence }).evidence;
  }

  /** Sends everyone home. */
  async empty(): Promise<void> {
    await Promise.all(this.#actors.splice(0).map((actor) => actor.device.kill()));
  }

  async close(): Promise<void> {
    await this.empty();
    await Promise.all(Object.values(this.#kinds).map((kind) => kind.close()));
    await this.world.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserKind } from "../../../harness/cast/js-sdk/index.ts";
import type { DriverKind } from "../../../harness/cast/protocol.ts";
import { rustKind } from "../../../harness/cast/rust-sdk/kind.ts";
import { explain, type Judgement, judge } from "../../../harness/oracle/index.ts";
import { DEFAULT_POLICY } from "../../../harness/run/options.ts";
import { planRun } from "../../../harness/run/plan.ts";
import { play } from "../../../harness/run/play.ts";
import { parseCell } from "../../../harness/story/cell.ts";
import type { Scenario } from "../../../harness/story/scenario.ts";
import { testWorld } from "../../support/world.ts";
import { KINDS, type Kind } from "./production.ts";

/** Plays at once: they wait more than they compute. */
const STAGES = 3;

/** What was judged, and the lives of all lost messages as text, should the judgement be a surprise. */
export interface Performance {
  readonly judgement: Judgement;
  readonly told: string;
}

/** Plays stories as a run does, each in a world of its own, a few at once. */
export class Playhouse {
  readonly #folder = mkdtempSync(join(tmpdir(), "torture-causes-"));
  readonly #kinds = new Map<string, DriverKind>([browserKind(), rustKind()].map((kind) => [kind.kind, kind]));
  readonly #waiting: (() => Promise<void>)[] = [];
  #playing = 0;

  /** Plays a story with one kind of client on both servers, as soon as a stage is free. */
  perform(story: Scenario, kind: Kind): Promise<Performance> {
    const { promise, resolve, reject } = Promise.withResolvers<Performance>();
    promise.catch(() => {}); // The test that awaits it tells.
    this.#waiting.push(() => this.#perform(story, kind).then(resolve, reject));
    this.#next();
    return promise;
  }

  async close(): Promise<void> {
    this.#waiting.splice(0);
    await Promise.all([...this.#kinds.values()].map((kind) => kind.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #next(): void {
    if (this.#playing === STAGES) return;
    const perform = this.#waiting.shift();
    if (!perform) return;
    this.#playing += 1;
    void perform().finally(() => {
      this.#playing -= 1;
      this.#next();
    });
  }

  async #perform(story: Scenario, kind: Kind): Promise<Performance> {
    const cell = parseCell(`${kind}@hs1,${kind}@hs2`, KINDS);
    const planned = planRun({
      ...{
        stories: [{ ...story, id: story.title.replaceAll(/\W+/g, "-"), path: "" }],
        cells: [cell],
        kinds: this.#kinds,
      },
      ...{ seed: 1, repeat: 1, shard: { index: 1, of: 1 } },
    })[0];
    if (!planned || planned.skippedBecause) throw new Error(planned?.skippedBecause ?? "nothing to play");
    const world = await testWorld();
    try {
      const entries = await play(planned, {
        ...{ run: "root-causes", world, kinds: this.#kinds, folder: join(this.#folder, planned.name) },
        ...{ policy: DEFAULT_POLICY, versions: {} },
        signal: new AbortController().signal,
      });
      const judgement = judge(entries);
      const events = new Set(judgement.autopsies.map(({ event }) => event));
      return { judgement, told: [...events].map((event) => explain(entries, event)).join("\n\n") };
    } finally {
      await world.close();
    }
  }
}

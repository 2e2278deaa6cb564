import { setTimeout } from "node:timers/promises";
import type { Fault } from "../faults/fault.ts";
import type { Journal } from "../journal/index.ts";
import type { World } from "../world/world.ts";
import { currentBeat, playBeat } from "./beat.ts";

/** The words that every story has besides its cast and servers. */
export interface Stage {
  /** Plays a part of the story under one or more faults, which always heal. */
  during<T>(faults: Fault | Fault[], body: () => PromiseLike<T>): Promise<T>;
  /** Names a moment of the story. */
  beat<T>(name: string, body: () => PromiseLike<T>): Promise<T>;
  /** Records whether something came true; the oracles turn a `false` into a finding. */
  expect(what: string, condition: boolean | PromiseLike<boolean>): Promise<void>;
  /** Lets time pass where an SDK or a server waits by the clock, and says for what. */
  timePasses(ms: number, because: string): Promise<void>;
}

export function createStage(world: World, journal: Journal): Stage {
  let faultsBegun = 0;

  async function during<T>(faults: Fault | Fault[], body: () => PromiseLike<T>): Promise<T> {
    const [first, ...rest] = [faults].flat();
    if (!first) return body();
    return underFault(first, () => during(rest, body));
  }

  async function underFault<T>(fault: Fault, body: () => PromiseLike<T>): Promise<T> {
    const id = `f${++faultsBegun}`;
    const entry = { kind: "fault", id, name: fault.name, target: fault.target } as const;
    journal.write({ ...entry, phase: "begin", ...(fault.params && { params: fault.params }) });
    const active = await fault.begin({ world, journal, id });
    try {
      return await body();
    } finally {
      await active.heal();
      const evidence = await active.evidence();
      journal.write({ ...entry, phase: "heal", evidence, ...(fault.optional && { optional: true }) });
    }
  }

  return {
    during,
    beat: (name, body) => playBeat(journal, name, body),
    async expect(what, condition) {
      journal.write({ kind: "expectation", what, met: await condition, ...currentBeat() });
    },
    timePasses: (ms, because) => playBeat(journal, because, () => setTimeout(ms)),
  };
}

import { setTimeout } from "node:timers/promises";
import type { Fault } from "../faults/fault.ts";
import { Random } from "../faults/random.ts";
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
  /** Draws from the play's seed, for stories that leave to chance what happens. */
  random: Random;
}

/** The faults that a play is under, by what they are, each with the way to heal it. */
export type FaultsUnderWay = Map<string, () => Promise<void>>;

/** Does what is only waiting, and tells those who could use the time. */
export type Idling = <T>(waiting: () => Promise<T>) => Promise<T>;

/** What a stage is set up with besides its world and journal. */
export interface StageOptions {
  seed?: number;
  /** Is kept up to date with the faults under way. */
  underWay?: FaultsUnderWay;
  /** Is told of what goes wrong, faults still standing; the story goes on once it resolves. */
  wentWrong?(what: string): Promise<void>;
  /** Takes the times in which the story does nothing but let time pass. */
  whileIdle?: Idling;
}

export function createStage(
  world: World,
  journal: Journal,
  { seed = 0, underWay = new Map(), wentWrong = async () => {}, whileIdle = (waiting) => waiting() }: StageOptions = {},
): Stage {
  let faultsBegun = 0;

  async function during<T>(faults: Fault | Fault[], body: () => PromiseLike<T>): Promise<T> {
    const [first, ...rest] = [faults].flat();
    if (!first) return body();
    return underFault(first, () => during(rest, body));
  }

  async function underFault<T>(fault: Fault, body: () => PromiseLike<T>): Promise<T> {
    const id = `f${++faultsBegun}`;
    const heal = await begin(fault, id);
    try {
      return await body();
    } catch (error) {
      await wentWrong((error as Error).message);
      throw error;
    } finally {
      await heal();
    }
  }

  /** Begins a fault, and returns what heals it once, however often it is called. */
  async function begin(fault: Fault, id: string): Promise<() => Promise<void>> {
    const entry = { kind: "fault", id, name: fault.name, target: fault.target } as const;
    journal.write({ ...entry, phase: "begin", ...(fault.params && { params: fault.params }) });
    const active = await fault.begin({ world, journal, id, random: new Random(seed + faultsBegun) });
    const what = `${id}: ${fault.name} on ${fault.target}`;
    let healed: Promise<void> | undefined;
    const heal = async () => {
      await active.heal();
      const evidence = await active.evidence();
      journal.write({ ...entry, phase: "heal", evidence, ...(fault.optional && { optional: true }) });
      underWay.delete(what);
    };
    const healOnce = () => (healed ??= heal());
    underWay.set(what, healOnce);
    return healOnce;
  }

  return {
    during,
    beat: (name, body) => playBeat(journal, name, body),
    async expect(what, condition) {
      const met = await condition;
      journal.write({ kind: "expectation", what, met, ...currentBeat() });
      if (!met) await wentWrong(what);
    },
    timePasses: (ms, because) => playBeat(journal, because, () => whileIdle(() => setTimeout(ms))),
    random: new Random(seed),
  };
}

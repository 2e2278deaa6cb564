import { cpus } from "node:os";

const LOOKS_EVERY_MS = 1500;
/** A play takes about a quarter of two cores. */
const WORTH_A_PLAY = 0.25;

/** What a machine's cores have done since it started, ms. */
export interface Times {
  readonly idle: number;
  readonly all: number;
}

/** Acts each time that the machine's cores had time for one more play since it looked last, until it is stopped. */
export function whenCoresIdle(act: () => void): () => void {
  let before = coreTimes();
  const timer = setInterval(() => {
    const now = coreTimes();
    if (idleShare(before, now) > WORTH_A_PLAY) act();
    before = now;
  }, LOOKS_EVERY_MS);
  return () => clearInterval(timer);
}

/** Which part of their time the cores had nothing to do, 0 to 1. */
export function idleShare(before: Times, now: Times): number {
  const all = now.all - before.all;
  return all > 0 ? (now.idle - before.idle) / all : 0;
}

function coreTimes(): Times {
  const times = cpus().map((core) => core.times);
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((each) => Object.values(each))) };
}

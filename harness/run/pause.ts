import type { Journal } from "../journal/index.ts";
import { playBeat } from "../story/beat.ts";
import type { FaultsUnderWay } from "../story/stage.ts";
import type { World } from "../world/world.ts";

/** A play that waits for somebody to look at it: its servers and clients run, and its faults stand. */
export interface PausedPlay {
  title: string;
  cell: string;
  /** What went wrong. */
  why: string;
  world: World;
  journal: Journal;
  underWay: FaultsUnderWay;
}

/** Resolves when the play may go on. */
export type Pause = (paused: PausedPlay) => Promise<void>;

/** Pauses a play at its first failure only, and tells of the pause in the journal. */
export function pauseOnce(pause: Pause, play: Omit<PausedPlay, "why">): (why: string) => Promise<void> {
  let paused: Promise<void> | undefined;
  return async (why) => {
    paused ??= playBeat(play.journal, "paused by hand", () => pause({ ...play, why }));
    await paused;
  };
}

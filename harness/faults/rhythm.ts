import { setTimeout as sleep } from "node:timers/promises";

/** Does one thing, and returns how long to wait until the next, ms. */
export type Beat = () => Promise<number>;

/** Beats that follow each other in the background until they are stopped. */
export class Rhythm {
  readonly #stopping = new AbortController();
  readonly #playing: Promise<void>;

  /** Resolves after the first beat. */
  static async begin(beat: Beat): Promise<Rhythm> {
    return new Rhythm(beat, await beat());
  }

  private constructor(beat: Beat, pauseMs: number) {
    this.#playing = this.#play(beat, pauseMs);
    this.#playing.catch(() => {}); // Whoever stops it hears of it.
  }

  /** Resolves when the last beat is over; rejects with what went wrong at a beat. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#playing;
  }

  async #play(beat: Beat, firstPauseMs: number): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = firstPauseMs;
    for (;;) {
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = await beat();
    }
  }
}

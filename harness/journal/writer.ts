import type { Entry, NewEntry } from "./entries.ts";
import { LineFile } from "./line-file.ts";

/** Writes a story's journal as it happens, so that a crash keeps all but the last moment. */
export class Journal {
  readonly #origin = performance.now();
  readonly #file: LineFile | undefined;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();
  #closed = false;

  /** Without a path the journal lives in memory only. */
  constructor(path?: string) {
    this.#file = path ? new LineFile(path, "wx") : undefined;
  }

  /** Milliseconds since the story began. */
  now(): number {
    return Math.round((performance.now() - this.#origin) * 10) / 10;
  }

  /** The same instant as a wall-clock time (ms since the epoch), in this journal's time. */
  fromWallClock(epochMs: number): number {
    return Math.round((epochMs - performance.timeOrigin - this.#origin) * 10) / 10;
  }

  /** Writes one entry. What comes after the journal was closed, such as a server's last words, is not kept. */
  write(entry: NewEntry): Entry {
    const timed = { t: this.now(), ...entry } as Entry;
    if (this.#closed) return timed;
    this.#entries.push(timed);
    this.#file?.write(JSON.stringify(timed));
    for (const listener of this.#listeners) listener(timed);
    return timed;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Calls back for each entry from now on; returns the way to stop. */
  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves to the first entry, past or future, that fits; to nothing when the budget (ms) is used up. */
  async waitFor(fits: (entry: Entry) => boolean, budgetMs: number): Promise<Entry | undefined> {
    const past = this.#entries.find(fits);
    if (past) return past;
    return new Promise((resolve) => {
      const finish = (entry?: Entry) => {
        clearTimeout(timer);
        stop();
        resolve(entry);
      };
      const stop = this.onEntry((entry) => fits(entry) && finish(entry));
      const timer = setTimeout(finish, budgetMs);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#file?.close();
  }
}

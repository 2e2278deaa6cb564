import { deployWorld, type WorldOptions } from "./deploy.ts";
import type { World } from "./world.ts";

/** Readies clean worlds of one kind in the background, so that a story need not wait for its own. */
export class WorldPool {
  readonly #options: WorldOptions;
  readonly #size: number;
  readonly #ready: Promise<World>[] = [];
  #closed = false;

  /**
   * @param size how many worlds are kept ready or in the making
   */
  constructor(options: WorldOptions, size: number) {
    this.#options = options;
    this.#size = size;
    this.#fill();
  }

  /** The next clean world. Rejects if it could not be made; the one after it gets a new try. */
  async take(): Promise<World> {
    if (this.#closed) throw new Error("The pool of worlds is closed.");
    const next = this.#ready.shift() ?? deployWorld(this.#options);
    try {
      return await next;
    } finally {
      this.#fill();
    }
  }

  /** Removes the worlds that nobody took. */
  async close(): Promise<void> {
    this.#closed = true;
    const left = this.#ready.splice(0);
    await Promise.all(
      left.map((world) =>
        world.then(
          (made) => made.close(),
          () => {},
        ),
      ),
    );
  }

  #fill(): void {
    while (!this.#closed && this.#ready.length < this.#size) {
      const making = deployWorld(this.#options);
      making.catch(() => {}); // Whoever takes it hears of it.
      this.#ready.push(making);
    }
  }
}

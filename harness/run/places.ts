export type Share = "one" | "all";

interface Waiting {
  readonly what: Share;
  readonly resolve: () => void;
}

/**
 * Places for what runs at once. Whoever only lets time pass lends its place to somebody else, and goes on when the
 * time is over, even should all places be taken then: a wait must not become longer by it.
 */
export class Places {
  readonly #most: number;
  readonly #queue: Waiting[] = [];
  #free: number;
  #lent = 0;
  #isAlone = false;

  /** @param count of places; as many may be lent at most */
  constructor(count: number) {
    this.#free = count;
    this.#most = count;
  }

  /** Waits for a place, or for all of them. Who comes later waits longer. */
  async take(what: Share = "one"): Promise<void> {
    const admitted = new Promise<void>((resolve) => this.#queue.push({ what, resolve }));
    this.#admit();
    await admitted;
  }

  /** Lets who waits longest in although all places are taken, up to twice as many, and not beside or as who is alone. */
  squeezeIn(): void {
    const next = this.#queue[0];
    if (this.#isAlone || this.#free <= -this.#most || next?.what !== "one") return;
    this.#let(next);
  }

  /** Gives back what was taken. */
  leave(what: Share = "one"): void {
    if (what === "all") this.#isAlone = false;
    this.#free += this.#count(what);
    this.#admit();
  }

  /** Lends the caller's place for as long as it waits. */
  async lendDuring<T>(waiting: () => Promise<T>): Promise<T> {
    if (this.#lent >= this.#most) return waiting();
    this.#lent += 1;
    this.leave();
    try {
      return await waiting();
    } finally {
      this.#lent -= 1;
      this.#free -= 1;
    }
  }

  #count(what: Share): number {
    return what === "all" ? this.#most : 1;
  }

  #admit(): void {
    for (let next = this.#queue[0]; next && this.#count(next.what) <= this.#free; next = this.#queue[0])
      this.#let(next);
  }

  /** @param next stands first in the queue */
  #let(next: Waiting): void {
    this.#queue.shift();
    this.#free -= this.#count(next.what);
    this.#isAlone = next.what === "all";
    next.resolve();
  }
}

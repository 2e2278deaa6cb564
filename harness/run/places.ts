export type Share = "one" | "all";

/**
 * Places for what runs at once. Whoever only lets time pass lends its place to somebody else, and goes on when the
 * time is over, even should all places be taken then: a wait must not become longer by it.
 */
export class Places {
  readonly #most: number;
  readonly #queue: { count: number; resolve: () => void }[] = [];
  #free: number;
  #lent = 0;

  /** @param count of places; as many may be lent at most */
  constructor(count: number) {
    this.#free = count;
    this.#most = count;
  }

  /** Waits for a place, or for all of them. Who comes later waits longer. */
  async take(what: Share = "one"): Promise<void> {
    const admitted = new Promise<void>((resolve) => this.#queue.push({ count: this.#count(what), resolve }));
    this.#admit();
    await admitted;
  }

  /** Gives back what was taken. */
  leave(what: Share = "one"): void {
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
    for (let next = this.#queue[0]; next && next.count <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.count;
      next.resolve();
    }
  }
}

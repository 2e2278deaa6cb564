/**
 * Places for what runs at once. Whoever only lets time pass lends its place to somebody else, and goes on when the
 * time is over, even should all places be taken then: a wait must not become longer by it.
 */
export class Places {
  readonly #most: number;
  readonly #queue: (() => void)[] = [];
  #free: number;
  #lent = 0;

  /** @param count of places; as many may be lent at most */
  constructor(count: number) {
    this.#free = count;
    this.#most = count;
  }

  /** Waits for a place. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  /** Gives a place back. */
  leave(): void {
    this.#free += 1;
    if (this.#free <= 0) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#free -= 1;
    next();
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
}

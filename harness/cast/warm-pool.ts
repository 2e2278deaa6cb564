export interface WarmPoolOptions<T> {
  /** How many to keep ready. */
  readonly size: number;
  readonly make: () => Promise<T>;
  readonly dispose: (item: T) => Promise<void>;
  /** False for one that died while it waited. */
  readonly usable: (item: T) => boolean;
}

/** Keeps things ready that take long to make: whoever takes one has the next one made. */
export class WarmPool<T> {
  readonly #options: WarmPoolOptions<T>;
  readonly #ready: Promise<T>[] = [];
  #closed = false;

  constructor(options: WarmPoolOptions<T>) {
    this.#options = options;
  }

  /** The next one, left in its place. */
  peek(): Promise<T> {
    this.#refill(Math.max(1, this.#options.size));
    return this.#ready[0] as Promise<T>;
  }

  async take(): Promise<T> {
    const next = this.#ready.shift() ?? this.#options.make();
    this.#refill(this.#options.size);
    const item = await next;
    return this.#options.usable(item) ? item : this.#options.make();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const made = await Promise.allSettled(this.#ready.splice(0));
    await Promise.all(made.filter((one) => one.status === "fulfilled").map((one) => this.#options.dispose(one.value)));
  }

  #refill(size: number): void {
    while (!this.#closed && this.#ready.length < size) {
      const next = this.#options.make();
      this.#ready.push(next);
      next.catch(() => this.#ready.splice(this.#ready.indexOf(next), 1));
    }
  }
}

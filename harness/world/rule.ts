import type { Rule } from "./gateway.ts";
import { inTime } from "./in-time.ts";

/** The harness's side of a rule in the tap: counts its bites as they are told. */
export class RemoteRule implements Rule {
  readonly #change: (what: "releaseRule" | "removeRule") => Promise<unknown>;
  readonly #first = Promise.withResolvers<void>();
  #bites = 0;
  #removed = false;
  /** What the rule's own function threw, if it did. */
  #error: Error | undefined;

  constructor(change: (what: "releaseRule" | "removeRule") => Promise<unknown>) {
    this.#change = change;
  }

  bite(): void {
    this.#bites++;
    this.#first.resolve();
  }

  fail(error: Error): void {
    this.#error ??= error;
  }

  bites(): number {
    return this.#bites;
  }

  async bitten(timeoutMs: number): Promise<void> {
    await inTime(this.#first.promise, timeoutMs, `No request met the rule within ${timeoutMs} ms.`);
  }

  async release(): Promise<void> {
    await this.#change("releaseRule");
  }

  /** Also rejects with what the rule's own function threw, so that it does not go unseen. */
  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    await this.#change("removeRule");
    if (this.#error) throw this.#error;
  }
}

import type { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";

type Method = (...args: unknown[]) => Promise<unknown>;

/** Listens to the calls that the SDK makes to its `OlmMachine`, for what the SDK keeps to itself. */
export class MachineCalls {
  readonly #machine: Record<string, Method | undefined>;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(machine: OlmMachine) {
    this.#machine = machine as unknown as Record<string, Method | undefined>;
  }

  /** Has `then` called after each call of a method that succeeds. Versions that lack the method are left alone. */
  after(name: string, then: (result: unknown, ...args: unknown[]) => void): void {
    const original = this.#machine[name];
    if (!original) return;
    this.#machine[name] = async (...args) => {
      const call = original.apply(this.#machine, args);
      this.#underWay.add(call);
      try {
        const result = await call;
        listen(() => then(result, ...args));
        return result;
      } finally {
        this.#underWay.delete(call);
      }
    };
  }

  /** Resolves when the calls that are under way now have been listened to. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}

/** A listener of ours that fails must not fail the SDK. */
function listen(then: () => void): void {
  try {
    then();
  } catch (error) {
    console.error("cannot report what the machine did", error);
  }
}

import type { Capability, Driver, DriverKind, EventName, Events, MethodName } from "../../harness/cast/protocol.ts";

type Answer = (params: never) => unknown;

/** A driver without a client: answers calls from a table, and reports what the test tells it to. */
export class FakeDriver implements Driver {
  readonly hello = {
    protocol: 1,
    driver: "fake",
    versions: {},
    capabilities: [] as Capability[],
  } as const as Driver["hello"];
  readonly calls: { method: MethodName; params: unknown }[] = [];
  readonly answers = new Map<MethodName, Answer>([
    [
      "login",
      (({ user }: { user: string }) => ({
        userId: `@${user}:hs1`,
        deviceId: "D",
        accessToken: "secret",
        ed25519: "e",
        curve25519: "c",
      })) as Answer,
    ],
    ["startSync", () => ({})],
  ]);
  readonly exited: Driver["exited"];
  readonly #listeners = new Map<EventName, Set<(params: never) => void>>();
  #exit: (how: { code: number | null; signal: string | null; lastWords: string }) => void = () => {};

  constructor() {
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
  }

  async call(method: MethodName, params: unknown): Promise<never> {
    this.calls.push({ method, params });
    const answer = this.answers.get(method);
    if (!answer) throw new Error(`no answer for ${method}`);
    return (await answer(params as never)) as never;
  }

  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener as (params: never) => void);
    return () => listeners.delete(listener as (params: never) => void);
  }

  emit<E extends EventName>(event: E, params: Events[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params as never);
  }

  /** The process ends although nobody asked it to. */
  dieUnasked(lastWords: string): void {
    this.#exit({ code: 101, signal: null, lastWords });
  }

  async kill(): Promise<void> {
    this.#exit({ code: null, signal: "SIGKILL", lastWords: "" });
  }

  async freeze(): Promise<void> {}
  async thaw(): Promise<void> {}

  async close(): Promise<void> {
    this.#exit({ code: 0, signal: null, lastWords: "" });
  }
}

export function fakeKind(kind: string, capabilities: Capability[] = [], drivers: FakeDriver[] = []): DriverKind {
  return {
    kind,
    capabilities: new Set(capabilities),
    versions: async () => ({ [kind]: "0.0.0" }),
    start: async () => drivers.shift() ?? new FakeDriver(),
    close: async () => {},
  };
}

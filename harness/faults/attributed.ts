/** Faults below HTTP, whose evidence is what the gateway saw go wrong while they were under way. */
import type { Evidence } from "../journal/index.ts";
import type { Exchange, Refusal } from "../world/gateway.ts";
import { inTime } from "../world/in-time.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";

/** How long after its end a fault's victims may still be told of, e.g. a hanging request that is cut by the heal. */
const AFTERMATH_MS = 500;

const PATIENCE_MS = 30_000;

export interface Breakage {
  /** Whether this exchange, which overlapped with the fault, was touched by it. */
  touches(exchange: Exchange): boolean;
  refuses?(refusal: Refusal): boolean;
  begin(): Promise<unknown>;
  heal(): Promise<unknown>;
  /** What a bite is, e.g. `requests cut or refused`. */
  bite: string;
}

export async function underway({ world, id }: FaultContext, breakage: Breakage): Promise<ActiveFault> {
  const attribution = world.gateway.attribute(id, {
    exchange: (exchange) => breakage.touches(exchange),
    refused: (refusal) => breakage.refuses?.(refusal) ?? false,
  });
  await breakage.begin();
  let healing: Promise<unknown> | undefined;
  return {
    async heal() {
      healing ??= breakage.heal().finally(() => attribution.end());
      await healing;
    },
    async evidence(): Promise<Evidence> {
      await attribution.bitten(healing ? AFTERMATH_MS : 0);
      return { bites: attribution.bites(), detail: `${attribution.bites()} ${breakage.bite}` };
    },
  };
}

/** A fault whose victims a story can wait for. */
export class AttributedFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly params: Record<string, unknown>;
  readonly #breakage: (context: FaultContext) => Breakage;
  #bitten = Promise.withResolvers<void>();

  constructor(
    name: string,
    target: string,
    params: Record<string, unknown>,
    breakage: (context: FaultContext) => Breakage,
  ) {
    this.name = name;
    this.target = target;
    this.params = params;
    this.#breakage = breakage;
  }

  async begin(context: FaultContext): Promise<ActiveFault> {
    const { touches, refuses, ...breakage } = this.#breakage(context);
    const { heal, evidence } = await underway(context, {
      ...breakage,
      touches: (exchange) => this.#noticed(touches(exchange)),
      refuses: (refusal) => this.#noticed(refuses?.(refusal) ?? false),
    });
    return {
      heal: async () => {
        this.#bitten = Promise.withResolvers();
        await heal();
      },
      evidence,
    };
  }

  /** Waits until it has touched something. @throws {Error} when it has not within `withinMs` */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    const message = `The fault "${this.name}" on ${this.target} touched nothing within ${withinMs} ms.`;
    await inTime(this.#bitten.promise, withinMs, message);
  }

  #noticed(touched: boolean): boolean {
    if (touched) this.#bitten.resolve();
    return touched;
  }
}

/** Faults below HTTP, whose evidence is what the gateway saw go wrong while they were under way. */
import type { Evidence } from "../journal/index.ts";
import type { Exchange, Refusal } from "../world/gateway.ts";
import type { ActiveFault, FaultContext } from "./fault.ts";

/** How long after its end a fault's victims may still be told of, e.g. a hanging request that is cut by the heal. */
const AFTERMATH_MS = 500;

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

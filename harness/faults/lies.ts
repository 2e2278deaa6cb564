/** Faults that are made of rewritten requests and replies. */
import type { DeviceName, Evidence } from "../journal/index.ts";
import type { Match, TapRequest } from "../world/gateway.ts";
import type { Fault } from "./fault.ts";
import { once } from "./once.ts";
import type { Json } from "./sync-reply.ts";

/** One kind of reply that is not what the server said. */
export interface Lie {
  readonly about: Match;
  /** Another body, or the same object where there is nothing to lie about. */
  readonly tell: (truth: Json, request: TapRequest) => Json;
  /** Of the lie, where it is not 200. */
  readonly status?: number;
  /** False for what only prepares a lie. */
  readonly bites?: boolean;
}

/** A request that is looked at, and passed on as it is. */
export interface Eavesdropping {
  readonly about: Match;
  readonly hear: (request: TapRequest) => undefined;
}

export interface Plot {
  readonly lies: Lie[];
  readonly eavesdroppings?: Eavesdropping[];
  /** What came of it, besides the number of replies that were changed. */
  readonly loot?: () => Promise<string>;
}

/** A fault during which the gateway lies to these clients, or to all. Each block begins with a new plot. */
export function lying(
  fault: Pick<Fault, "name" | "target" | "params">,
  victims: readonly DeviceName[],
  lay: () => Promise<Plot> | Plot,
): Fault {
  return {
    ...fault,
    async begin({ world: { gateway }, id }) {
      const { lies, eavesdroppings = [], loot } = await lay();
      const isVictim = ({ device = "" }: TapRequest) => victims.length === 0 || victims.includes(device);
      const told = ({ about, tell, status = 200 }: Lie) =>
        gateway.addRule(
          about,
          {
            do: "rewriteReply",
            with: (request, reply) => {
              if (!isVictim(request) || reply.status !== 200) return undefined;
              const lie = tell(reply.json as Json, request);
              return lie === reply.json ? undefined : { status, json: lie };
            },
          },
          id,
        );
      const heard = ({ about, hear }: Eavesdropping) =>
        gateway.addRule(
          about,
          { do: "rewriteRequest", with: (request) => (isVictim(request) ? hear(request) : undefined) },
          id,
        );
      const rules = await Promise.all([...lies.map(told), ...eavesdroppings.map(heard)]);
      const telling = rules.filter((_, index) => lies[index] && lies[index].bites !== false);
      return {
        heal: once(async () => {
          await Promise.all(rules.map((rule) => rule.remove()));
        }),
        async evidence(): Promise<Evidence> {
          const bites = telling.reduce((sum, rule) => sum + rule.bites(), 0);
          return { bites, detail: [`${bites} replies changed`, ...(loot ? [await loot()] : [])].join(", ") };
        },
      };
    },
  };
}

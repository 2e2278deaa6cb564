/** Faults of the issuer that a homeserver delegates sign-in to (OAuth 2.0). */
import type { ServerName } from "../journal/index.ts";
import type { Action, Match, Rule } from "../world/gateway.ts";
import { ISSUER } from "../world/issuer-name.ts";
import { type Breakage, underway } from "./attributed.ts";
import type { Fault, FaultContext } from "./fault.ts";

/** What can happen to the issuer of a homeserver. Its single requests are those of `requests("oauth2/token")` and the like. */
export function issuer(of: ServerName): IssuerFaults {
  return new IssuerFaults(of);
}

export class IssuerFaults {
  readonly #server: ServerName;

  constructor(server: ServerName) {
    this.#server = server;
  }

  /**
   * Neither clients nor the homeserver reach it. What the homeserver has asked about a token it knows on, for up to two
   * minutes and as long as the token is good; whoever comes with another one is turned away with 503.
   * @wire Requests to the issuer, also those under way, are cut.
   * @evidence Requests cut, and answers of 503 by the homeserver.
   * @example await during(issuer("hs2").isDown(), () => alice.says("bob's token runs out", room));
   */
  isDown(): Fault {
    return this.#fault("issuer down", { do: "cutNetwork" }, ({ outcome }) => outcome === "cut");
  }

  /**
   * It is there, and answers that it cannot.
   * @wire All requests to the issuer are answered with this status, without an OAuth error.
   * @evidence Requests answered so, and answers of 503 by the homeserver.
   * @example await during(issuer("hs2").fails({ status: 502 }), () => alice.says("bob's token runs out", room));
   */
  fails({ status }: { status: number }): Fault {
    const action = { do: "fail", status } as const;
    return this.#fault("issuer fails", action, (exchange) => exchange.status === status, { status });
  }

  /**
   * It takes its time.
   * @wire Each reply of the issuer waits for `ms`.
   * @evidence Replies that took so long.
   * @example await during(issuer("hs2").isSlow({ ms: 3000 }), () => bob.says("my token is old", room));
   */
  isSlow({ ms }: { ms: number }): Fault {
    const action = { do: "delay", ms, when: "reply" } as const;
    return this.#fault("issuer slow", action, ({ durationMs }) => durationMs >= ms, { ms });
  }

  #fault(name: string, action: Action, bitten: Breakage["touches"], params?: Record<string, unknown>): Fault {
    const match: Match = { link: `*->${ISSUER}`, path: `/${this.#server}/*` };
    const begin: Fault["begin"] = (context: FaultContext) => {
      let rule: Rule | undefined;
      return underway(context, {
        touches: (exchange) =>
          exchange.link.endsWith(`->${ISSUER}`)
            ? exchange.path.startsWith(`/${this.#server}/`) && bitten(exchange)
            : exchange.link === `clients->${this.#server}` && exchange.status === 503,
        begin: async () => {
          rule = await context.world.gateway.addRule(match, action, context.id);
        },
        heal: async () => rule?.remove(),
        bite: "requests to the issuer, and to the homeserver that depends on it",
      });
    };
    return { name, target: `issuer of ${this.#server}`, ...(params && { params }), begin };
  }
}

/** Faults of the issuer that a homeserver delegates sign-in to (OAuth 2.0). */
import type { ServerName } from "../journal/index.ts";
import type { Action, Exchange, Match, Rule } from "../world/gateway.ts";
import { ISSUER } from "../world/issuer-name.ts";
import { type Breakage, underway } from "./attributed.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";

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
  isDown(): IssuerFault {
    return this.#fault("issuer down", { do: "cutNetwork" }, ({ outcome }) => outcome === "cut");
  }

  /**
   * It is there, and answers that it cannot.
   * @wire All requests to the issuer are answered with this status, without an OAuth error.
   * @evidence Requests answered so, and answers of 503 by the homeserver.
   * @example await during(issuer("hs2").fails({ status: 502 }), () => alice.says("bob's token runs out", room));
   */
  fails({ status }: { status: number }): IssuerFault {
    const action = { do: "fail", status } as const;
    return this.#fault("issuer fails", action, (exchange) => exchange.status === status, { status });
  }

  /**
   * It takes its time.
   * @wire Each reply of the issuer waits for `ms`.
   * @evidence Replies that took so long.
   * @example await during(issuer("hs2").isSlow({ ms: 3000 }), () => bob.says("my token is old", room));
   */
  isSlow({ ms }: { ms: number }): IssuerFault {
    const action = { do: "delay", ms, when: "reply" } as const;
    return this.#fault("issuer slow", action, ({ durationMs }) => durationMs >= ms, { ms });
  }

  #fault(name: string, action: Action, bitten: Breakage["touches"], params?: Record<string, unknown>): IssuerFault {
    return new IssuerFault(this.#server, { name, ...(params && { params }) }, action, bitten);
  }
}

const PATIENCE_MS = 30_000;

/** A rule of the tap for all that goes to one server's issuer, with what it costs the clients of that server. */
export class IssuerFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly params?: Record<string, unknown>;
  readonly #server: ServerName;
  readonly #action: Action;
  readonly #bitten: Breakage["touches"];
  #rule: PromiseWithResolvers<Rule> = Promise.withResolvers();

  constructor(
    server: ServerName,
    { name, params }: Pick<Fault, "name" | "params">,
    action: Action,
    bitten: Breakage["touches"],
  ) {
    this.name = name;
    this.target = `issuer of ${server}`;
    if (params) this.params = params;
    this.#server = server;
    this.#action = action;
    this.#bitten = bitten;
  }

  begin({ world, ...context }: FaultContext): Promise<ActiveFault> {
    const match: Match = { link: `*->${ISSUER}`, path: `/${this.#server}/*` };
    return underway(
      { world, ...context },
      {
        touches: (exchange) => this.#touches(exchange),
        begin: async () => this.#rule.resolve(await world.gateway.addRule(match, this.#action, context.id)),
        heal: async () => {
          const rule = await this.#rule.promise;
          this.#rule = Promise.withResolvers();
          await rule.remove();
        },
        bite: "requests to the issuer, and to the homeserver that depends on it",
      },
    );
  }

  /** Waits until somebody has asked the issuer; rejects when nobody does. */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    await (await this.#rule.promise).bitten(withinMs);
  }

  #touches(exchange: Exchange): boolean {
    if (exchange.link === `clients->${this.#server}`) return exchange.status === 503;
    const asked = exchange.link.endsWith(`->${ISSUER}`) && exchange.path.startsWith(`/${this.#server}/`);
    return asked && this.#bitten(exchange);
  }
}

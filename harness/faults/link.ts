/** Faults of the network between two parties, by Toxiproxy. */
import type { LinkName, ServerName } from "../journal/index.ts";
import type { Exchange, Refusal, Toxic } from "../world/gateway.ts";
import { type Breakage, underway } from "./attributed.ts";
import type { Fault } from "./fault.ts";

/** The directed link on which `from` dials `to`. `clients` stands for all clients of a server. */
export function link(from: ServerName | "clients", to: ServerName): LinkFaults {
  return new LinkFaults(`${from}->${to}`);
}

/** What can happen to a directed link. Traffic the other way, dialled by the other side, is not touched. */
export class LinkFaults {
  readonly #link: LinkName;

  constructor(name: LinkName) {
    this.#link = name;
  }

  /**
   * Nobody gets through, and whoever was through is cut.
   * @wire Open connections are reset; new ones are refused at once.
   * @evidence Requests cut, and connections refused.
   * @example await during(link("hs1", "hs2").isDown(), () => alice.says("into the dark", room));
   */
  isDown(): Fault {
    return linkFault("link down", this.#link, {}, ({ world }) => {
      const control = world.gateway.link(this.#link);
      return {
        ...cutOrRefused(this.#link),
        begin: () => control.setEnabled(false),
        heal: () => control.setEnabled(true),
      };
    });
  }

  /**
   * Everything takes longer, and still arrives.
   * @wire All bytes of replies (or, with `when: "request"`, of requests) arrive `ms` later.
   * @evidence Requests that took at least that long.
   * @example await during(link("clients", "hs1").isSlow({ ms: 800 }), () => alice.says("patience", room));
   */
  isSlow({ ms, when = "reply" }: { ms: number; when?: "request" | "reply" }): Fault {
    return toxicFault(
      "slow link",
      this.#link,
      { ms, when },
      {
        toxic: { type: "latency", stream: streamOf(when), attributes: { latency: ms, jitter: 0 } },
        touches: ({ durationMs }) => durationMs >= ms,
        bite: `requests took ${ms} ms or longer`,
      },
    );
  }
}

/** TCP streams by Toxiproxy's words: upstream is from the caller to the server. */
function streamOf(when: "request" | "reply"): Toxic["stream"] {
  return when === "request" ? "upstream" : "downstream";
}

function linkFault(
  name: string,
  target: LinkName,
  params: Record<string, unknown>,
  breakage: (context: Parameters<Fault["begin"]>[0]) => Breakage,
): Fault {
  return { name, target, params, begin: (context) => underway(context, breakage(context)) };
}

/** A fault that is one Toxiproxy toxic, named after the fault's occurrence so that several may be in force at once. */
function toxicFault(
  name: string,
  target: LinkName,
  params: Record<string, unknown>,
  { toxic, touches, bite }: { toxic: Omit<Toxic, "name">; touches: (exchange: Exchange) => boolean; bite: string },
): Fault {
  return linkFault(name, target, params, ({ world, id }) => {
    const control = world.gateway.link(target);
    return {
      touches: (exchange) => exchange.link === target && touches(exchange),
      refuses: (refusal) => refusal.link === target,
      begin: () => control.addToxic({ ...toxic, name: id }),
      heal: () => control.removeToxic(id),
      bite,
    };
  });
}

export function cutOrRefused(target: LinkName): Pick<Breakage, "touches" | "refuses" | "bite"> {
  return {
    touches: ({ link: name, outcome }: Exchange) => name === target && outcome === "cut",
    refuses: ({ link: name }: Refusal) => name === target,
    bite: "requests cut or connections refused",
  };
}

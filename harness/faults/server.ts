/** Faults of a homeserver as a whole. */
import type { ServerName } from "../journal/index.ts";
import type { Exchange } from "../world/gateway.ts";
import type { World } from "../world/world.ts";
import { type Breakage, underway } from "./attributed.ts";
import type { Fault } from "./fault.ts";

/** What can happen to a homeserver. */
export function server(name: ServerName): ServerFaults {
  return new ServerFaults(name);
}

export class ServerFaults {
  readonly name: ServerName;

  constructor(name: ServerName) {
    this.name = name;
  }

  /**
   * Other servers cannot reach it, nor it them; its own clients can.
   * @wire All federation links to and from the server are down, both ways.
   * @evidence Federation requests cut, and connections refused.
   * @example await during(hs2.isDark(), () => charlie.says("Bob may miss this", room));
   */
  isDark(): Fault {
    return this.#fault("server dark", ({ gateway }) => {
      const links = gateway.links.filter((name) => isFederationOf(this.name, name));
      const enable = (enabled: boolean) => Promise.all(links.map((name) => gateway.link(name).setEnabled(enabled)));
      return {
        touches: ({ link, outcome }) => links.includes(link) && outcome === "cut",
        refuses: ({ link }) => links.includes(link),
        begin: () => enable(false),
        heal: () => enable(true),
        bite: "federation requests cut or connections refused",
      };
    });
  }

  /**
   * Shut down in good order, and started again at the end; its data stays.
   * @wire The server ends on SIGTERM. Whoever dials it is refused at once; when it is back, it answers before the story goes on.
   * @evidence Requests to it cut, and connections refused.
   * @example await during(hs2.isStopped(), () => alice.says("is your server down?", room));
   */
  isStopped(): Fault {
    return this.#fault("server stopped", (world) => ({
      ...this.#unreachable,
      begin: () => world.server(this.name).stop(),
      heal: () => world.server(this.name).start(),
    }));
  }

  /**
   * Killed without warning, and started again at the end on the data that it had written.
   * @wire The server's process gets SIGKILL. Whoever dials it is refused at once.
   * @evidence Requests to it cut, and connections refused.
   * @example await during(server("hs1").isKilled(), () => bob.says("nobody home", room));
   */
  isKilled(): Fault {
    return this.#fault("server killed", (world) => ({
      ...this.#unreachable,
      begin: () => world.server(this.name).kill(),
      heal: () => world.server(this.name).start(),
    }));
  }

  /**
   * Alive, but doing nothing at all: callers hang instead of being refused.
   * @wire All processes of the server are frozen. The kernel still accepts connections for it; nothing is answered.
   * @evidence Requests to it that hung, and connections given up.
   * @example await during(server("hs2").isPaused(), () => alice.says("hello?", room));
   */
  isPaused(): Fault {
    return this.#fault("server paused", (world) => ({
      touches: (exchange) => this.#isCalled(exchange),
      refuses: (refusal) => refusal.link.endsWith(`->${this.name}`),
      begin: () => world.server(this.name).pause(),
      heal: () => world.server(this.name).unpause(),
      bite: "requests or connections hung",
    }));
  }

  get #unreachable(): Pick<Breakage, "touches" | "refuses" | "bite"> {
    return {
      touches: (exchange) => this.#isCalled(exchange) && exchange.outcome === "cut",
      refuses: ({ link }) => link.endsWith(`->${this.name}`),
      bite: "requests cut or connections refused",
    };
  }

  #isCalled({ link }: Exchange): boolean {
    return link.endsWith(`->${this.name}`);
  }

  #fault(name: string, breakage: (world: World) => Breakage): Fault {
    return { name, target: this.name, begin: (context) => underway(context, breakage(context.world)) };
  }
}

function isFederationOf(name: ServerName, link: string): boolean {
  const [from, to] = link.split("->");
  return from !== "clients" && (from === name || to === name);
}

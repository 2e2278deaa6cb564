/** Faults of one process of a homeserver that has several. */
import type { Evidence, ServerName } from "../journal/index.ts";
import type { Exchange } from "../world/gateway.ts";
import type { WorkerName } from "../world/workers.ts";
import type { Server } from "../world/world.ts";
import { underway } from "./attributed.ts";
import type { Fault } from "./fault.ts";

/** One of a homeserver's workers, while the others go on. A story that breaks one says `serverNeeds: ["workers"]`. */
export class WorkerFaults {
  readonly server: ServerName;
  readonly name: WorkerName;

  constructor(server: ServerName, name: WorkerName) {
    this.server = server;
    this.name = name;
  }

  /**
   * Killed without warning, and started again at the end.
   * @wire The worker's process gets SIGKILL. The router answers 502 for what was the worker's to answer, and other
   * workers wait for it in vain; what it would have sent is not sent.
   * @evidence That its process ended by SIGKILL; and requests to the server, in the meantime, that it could not answer.
   * @example await during(hs1.worker("federation_sender").isKilled(), () => alice.says("it stays here", room));
   */
  isKilled(): Fault {
    return this.#fault("worker killed", (home) => {
      let ended = "";
      return {
        begin: async () => {
          ended = await home.endWorker(this.name, "kill");
        },
        heal: () => home.startWorker(this.name),
        ended: () => ended,
      };
    });
  }

  /**
   * Shut down and started again while the block plays.
   * @wire The worker ends on SIGTERM and starts at once. The router answers 502 in between.
   * @evidence That its process ended; and requests to the server, in the meantime, that it could not answer.
   * @example await during(hs1.worker("to_device").isRestarted(), () => alice.says("with a new key", room));
   */
  isRestarted(): Fault {
    return this.#fault("worker restarted", (home) => {
      let ended = "";
      let restarting = Promise.resolve();
      return {
        begin: async () => {
          ended = await home.endWorker(this.name, "stop");
          restarting = home.startWorker(this.name);
          restarting.catch(() => {}); // The heal tells of it.
        },
        heal: () => restarting,
        ended: () => ended,
      };
    });
  }

  #fault(name: string, breakageOf: (home: Server) => WorkerBreakage): Fault {
    const begin: Fault["begin"] = async (context) => {
      const { ended, ...breakage } = breakageOf(context.world.server(this.server));
      const active = await underway(context, {
        ...breakage,
        touches: (exchange) => this.#fails(exchange),
        bite: "requests were not answered",
      });
      const evidence = async (): Promise<Evidence> => {
        const { bites, detail } = await active.evidence();
        return { bites: bites + (ended() ? 1 : 0), detail: `${ended()}; ${detail}` };
      };
      return { heal: () => active.heal(), evidence };
    };
    return { name, target: `${this.server} ${this.name}`, begin };
  }

  #fails({ link, status }: Exchange): boolean {
    return link.endsWith(`->${this.server}`) && (status ?? 0) >= 500;
  }
}

interface WorkerBreakage {
  begin(): Promise<unknown>;
  heal(): Promise<unknown>;
  /** What its process ended by, in the server's own words; empty while it has not. */
  ended(): string;
}

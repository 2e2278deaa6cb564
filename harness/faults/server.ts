/** Faults of a homeserver as a whole. */
import type { TroubledDisk } from "../cast/protocol.ts";
import { fullDisk, type Run, slowDisk } from "../cast/strace.ts";
import { wrongClock } from "../cast/wrong-clock.ts";
import type { ServerName } from "../journal/index.ts";
import type { Exchange } from "../world/gateway.ts";
import type { WorkerName } from "../world/workers.ts";
import type { Server, World } from "../world/world.ts";
import { AttributedFault, type Breakage } from "./attributed.ts";
import type { Fault } from "./fault.ts";
import { onEveryProcess, troubledUntilHealed } from "./troubled-disk.ts";
import { WorkerFaults } from "./worker.ts";

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
    return this.#fault("server dark", ({ gateway }, id) => {
      const links = gateway.links.filter((name) => isFederationOf(this.name, name));
      const each = (what: "cut" | "mend") => Promise.all(links.map((name) => gateway.link(name)[what](id)));
      return {
        touches: ({ link, outcome }) => links.includes(link) && outcome === "cut",
        refuses: ({ link }) => links.includes(link),
        begin: () => each("cut"),
        heal: () => each("mend"),
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
  isStopped(): AttributedFault {
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
  isKilled(): AttributedFault {
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
  isPaused(): AttributedFault {
    return this.#fault("server paused", (world) => ({
      touches: (exchange) => this.#isCalled(exchange),
      refuses: (refusal) => refusal.link.endsWith(`->${this.name}`),
      begin: () => world.server(this.name).pause(),
      heal: () => world.server(this.name).unpause(),
      bite: "requests or connections hung",
    }));
  }

  /**
   * Shut down and started again while the block plays; its data stays.
   * @wire The server ends on SIGTERM and starts at once. Whoever dials it in between is refused.
   * @evidence Requests to it cut, and connections refused.
   * @example await during(hs2.isRestarted(), () => alice.says("in between", room));
   */
  isRestarted(): Fault {
    return this.#fault("server restarted", (world) => {
      let restarting = Promise.resolve();
      return {
        ...this.#unreachable,
        begin: async () => {
          const home = world.server(this.name);
          restarting = home.stop().then(() => home.start());
          restarting.catch(() => {}); // The heal tells of it.
        },
        heal: () => restarting,
      };
    });
  }

  /**
   * Rebuilt under its old name: without users, rooms, keys, and with another signing key. At the end of the block its
   * old self is back, and has forgotten nothing.
   * @wire Killed, and another started in its place on an empty database. Access tokens are unknown there.
   * @evidence Requests that the empty server answered.
   * @example await during(hs2.isRebuilt(), () => alice.says("do you know bob?", room));
   */
  isRebuilt(): AttributedFault {
    return this.#fault("server rebuilt", (world) => {
      const home = world.server(this.name);
      let snapshot: string;
      return {
        touches: (exchange) => this.#isCalled(exchange) && exchange.outcome === "answered",
        begin: async () => {
          await home.stop();
          snapshot = await home.snapshot();
          await home.replace();
        },
        heal: () => home.replace({ snapshot }),
        bite: "requests answered by the empty server",
      };
    });
  }

  /**
   * Set back, at the end of the block, to what it was at its begin, as after a restored backup. Clients and other
   * servers remember what it has forgotten.
   * @wire Its files are copied at the begin; at the end it is killed, and started again on the copy.
   * @evidence Requests that changed something and were answered in between.
   * @example await during(hs2.isRolledBack(), () => bob.says("hs2 will forget this", room).readBy(alice));
   */
  isRolledBack(): Fault {
    return this.#fault("server rolled back", (world) => {
      const home = world.server(this.name);
      let snapshot: string;
      return {
        touches: (exchange) =>
          this.#isCalled(exchange) && exchange.status === 200 && !["GET", "OPTIONS"].includes(exchange.method),
        begin: async () => {
          snapshot = await home.snapshot();
        },
        heal: () => home.replace({ snapshot }),
        bite: "requests answered that it then knew nothing of",
      };
    });
  }

  /**
   * Out of date, or ahead of its time. For images with libfaketime, such as our own; another server's clock stays right,
   * and then nothing was touched.
   * @wire Shut down, and started again with its clock this many seconds ahead, or behind if negative; at the end again
   * with the right clock. Its data stays.
   * @evidence Requests that it answered or made while the `Date` of its replies was wrong by as much.
   * @example await during(hs2.hasWrongClock({ seconds: -3600 }), () => bob.says("an hour ago", room).readBy(alice));
   */
  hasWrongClock({ seconds }: { seconds: number }): Fault {
    return this.#fault(
      "server clock wrong",
      (world) => {
        const home = world.server(this.name);
        const restart = async (env: Record<string, string>) => {
          await home.stop();
          await home.replace({ snapshot: await home.snapshot(), env });
        };
        let wrong = false;
        return {
          touches: ({ link, outcome }) => wrong && outcome === "answered" && link.split("->").includes(this.name),
          begin: async () => {
            await restart(wrongClock(LIBFAKETIME, seconds));
            wrong = Math.abs((await clockOf(home)) - seconds) < CLOCK_TOLERANCE_S;
          },
          heal: () => restart({ LD_PRELOAD: "" }),
          bite: "requests answered or made by a wrong clock",
        };
      },
      { seconds },
    );
  }

  /**
   * Short of computing time.
   * @wire The kernel gives the server's processes no more than this share of one processor.
   * @evidence Requests, other than long polls, that took `slowMs` or longer.
   * @example await during(hs1.isStarved({ share: 0.05 }), () => alice.says("slowly", room));
   */
  isStarved({ share, slowMs = 200 }: { share: number; slowMs?: number }): Fault {
    return this.#fault(
      "server starved",
      (world) => {
        const home = world.server(this.name);
        return {
          touches: (exchange) => this.#isCalled(exchange) && exchange.route !== "sync" && exchange.durationMs >= slowMs,
          begin: () => home.limitCpu(share),
          heal: () => home.limitCpu(),
          bite: `requests took ${slowMs} ms or longer`,
        };
      },
      { share },
    );
  }

  /**
   * On a disk that takes its time, as one that others wear out.
   * @wire Each write of the server to its database, and each flush (`fsync` and the like), takes `ms` longer; one commit
   * has several. Being traced for that, the server is a little slower in all it does.
   * @evidence Writes and flushes that were delayed, as strace counts them.
   * @example await during(hs1.hasSlowDisk({ ms: 100 }), () => alice.says("scratch, scratch", room));
   */
  hasSlowDisk({ ms }: { ms: number }): Fault {
    const trouble = (run: Run) => slowDisk(run, ms);
    return this.#diskFault("server disk slow", trouble, "writes and flushes delayed", { ms });
  }

  /**
   * On a disk without any space left.
   * @wire The server runs, but each write to its database gets ENOSPC; requests that have to write fail with 500.
   * @evidence Writes that were refused, as strace counts them.
   * @example await during(hs1.hasFullDisk(), () => alice.says("no room", room));
   */
  hasFullDisk(): Fault {
    return this.#diskFault("server disk full", fullDisk, "writes refused");
  }

  /** What can happen to one of its workers, where it has some. */
  worker(name: WorkerName): WorkerFaults {
    return new WorkerFaults(this.name, name);
  }

  get #unreachable(): Pick<Breakage, "touches" | "refuses" | "bite"> {
    return {
      touches: (exchange) => this.#isCalled(exchange) && exchange.outcome === "cut",
      refuses: ({ link }) => link.endsWith(`->${this.name}`),
      bite: "requests cut or connections refused",
    };
  }

  #diskFault(
    name: string,
    trouble: (run: Run) => Promise<TroubledDisk>,
    bite: string,
    params?: Record<string, unknown>,
  ): Fault {
    const begin: Fault["begin"] = async ({ world }) => {
      const home = world.server(this.name);
      return troubledUntilHealed(await trouble((command, hear) => home.beside(onEveryProcess(command), hear)), bite);
    };
    return { name, target: this.name, ...(params && { params }), begin };
  }

  #isCalled({ link }: Exchange): boolean {
    return link.endsWith(`->${this.name}`);
  }

  #fault(
    name: string,
    breakage: (world: World, id: string) => Breakage,
    params: Record<string, unknown> = {},
  ): AttributedFault {
    return new AttributedFault(name, this.name, params, ({ world, id }) => breakage(world, id));
  }
}

/** How far a clock may be from where it was set, for the time that asking takes, s. */
const CLOCK_TOLERANCE_S = 5;

/** Where Debian has it, for the loader of any architecture. */
const LIBFAKETIME = "/usr/$LIB/faketime/libfaketime.so.1";

/** How many seconds a server's clock is ahead of ours. */
async function clockOf({ clientUrl }: Server): Promise<number> {
  const { headers } = await fetch(`${clientUrl}/_matrix/client/versions`);
  return (Date.parse(headers.get("date") ?? "") - Date.now()) / 1000;
}

function isFederationOf(name: ServerName, link: string): boolean {
  const [from, to] = link.split("->");
  return from !== "clients" && (from === name || to === name);
}

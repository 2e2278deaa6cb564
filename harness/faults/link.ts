/** Faults of the network between two parties, by Toxiproxy. */
import type { LinkName, ServerName } from "../journal/index.ts";
import type { Exchange, LinkControl, Refusal, Rule, Toxic } from "../world/gateway.ts";
import { AttributedFault, type Breakage } from "./attributed.ts";
import type { FaultContext } from "./fault.ts";
import { Rhythm } from "./rhythm.ts";

/** The directed link on which `from` dials `to`. `clients` stands for all clients of a server. */
export function link(from: ServerName | "clients", to: ServerName): LinkFaults {
  return new LinkFaults(`${from}->${to}`);
}

type When = "request" | "reply";

/** More exchanges than a link sees under a fault; after them the plan of delays begins anew. */
const PLANNED_DELAYS = 256;

/** Less than this may be a server's own time, ms. */
const NOTICEABLE_MS = 20;

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
  isDown(): AttributedFault {
    return this.#fault("link down", {}, ({ control, id }) => ({
      ...cutOrRefused(this.#link),
      begin: () => control.cut(id),
      heal: () => control.mend(id),
    }));
  }

  /**
   * Everything takes longer, and still arrives.
   * @wire All bytes of replies (or, with `when: "request"`, of requests) arrive `ms` later; with `jitterMs`, by up to
   * that much more or less, by a plan drawn from the play's seed.
   * @evidence Requests that took at least that long.
   * @example await during(link("clients", "hs1").isSlow({ ms: 800, jitterMs: 300 }), () => alice.says("patience", room));
   */
  isSlow({ ms, jitterMs = 0, when = "reply" }: { ms: number; jitterMs?: number; when?: When }): AttributedFault {
    const least = Math.max(0, ms - jitterMs);
    const params = { ms, when, ...(jitterMs > 0 && { jitterMs }) };
    return this.#fault("slow link", params, (context) => {
      const { control, id } = context;
      const attributes = { latency: least, jitter: 0 };
      let jitter: Rule | undefined;
      return {
        ...this.#touching(({ durationMs }) => durationMs >= least, `requests took ${least} ms or longer`),
        begin: async () => {
          await control.addToxic({ name: id, type: "latency", stream: streamOf(when), attributes });
          if (jitterMs > 0) jitter = await this.#delayEach(context, ms + jitterMs - least, when);
        },
        heal: async () => {
          await jitter?.remove();
          await control.removeToxic(id);
        },
      };
    });
  }

  /**
   * Only so many bytes get through in a second.
   * @wire Replies (or, with `when: "request"`, requests) trickle at this rate on each connection.
   * @evidence Requests whose bytes need at least 20 ms at that rate, and that took so long.
   * @example await during(link("clients", "hs2").isNarrow({ kilobytesPerSecond: 4 }), () => bob.reads(said));
   */
  isNarrow({ kilobytesPerSecond, when = "reply" }: { kilobytesPerSecond: number; when?: When }): AttributedFault {
    return this.#toxicFault("narrow link", { kilobytesPerSecond, when }, when, {
      type: "bandwidth",
      attributes: { rate: kilobytesPerSecond },
      touches: (exchange) => {
        const bytes = bytesOf(exchange, when);
        const leastMs = bytes / kilobytesPerSecond;
        return leastMs >= NOTICEABLE_MS && exchange.durationMs >= leastMs;
      },
      bite: `requests trickled at ${kilobytesPerSecond} kB/s`,
    });
  }

  /**
   * The end of a connection is told late: whoever asks a server that has just died waits for nothing.
   * @wire The closing of a connection by the server reaches the caller `ms` later.
   * @evidence Requests that were cut, and only after at least that long.
   * @example await during([link("hs1", "hs2").closesSlowly({ ms: 3000 }), hs2.isKilled()], () => alice.says("bob?", room));
   */
  closesSlowly({ ms }: { ms: number }): AttributedFault {
    return this.#toxicFault("slow close", { ms }, "reply", {
      type: "slow_close",
      attributes: { delay: ms },
      touches: ({ outcome, durationMs }) => outcome === "cut" && durationMs >= ms,
      bite: `requests were cut no sooner than ${ms} ms after they came`,
    });
  }

  /**
   * Every connection breaks, also the new ones, though they come about.
   * @wire Connections are reset (TCP RST) `afterMs` after they are made, or after the fault began.
   * @evidence Requests cut, and connections that broke before they could be used.
   * @example await during(link("clients", "hs1").isReset({ afterMs: 200 }), () => alice.says("again and again", room));
   */
  isReset({ afterMs = 0 }: { afterMs?: number } = {}): AttributedFault {
    return this.#toxicFault("link reset", { afterMs }, "reply", {
      type: "reset_peer",
      attributes: { timeout: afterMs },
      touches: ({ outcome }) => outcome === "cut",
      bite: "requests cut or connections reset",
    });
  }

  /**
   * Everything vanishes without a word: callers wait until they give up.
   * @wire Connections come about and stay, and no byte passes either way; they are closed at the end of the block.
   * @evidence Requests that got no answer, and connections given up.
   * @example await during(link("hs1", "hs2").isBlackHole(), () => alice.says("hello?", room));
   */
  isBlackHole(): AttributedFault {
    return this.#fault("black hole", {}, ({ control, id }) => {
      const toxics = (["request", "reply"] as const).map((when) => ({ name: `${id}-${when}`, stream: streamOf(when) }));
      return {
        ...this.#touching(({ outcome }) => outcome !== "answered", "requests or connections got no answer"),
        begin: () =>
          Promise.all(
            toxics.map((toxic) => control.addToxic({ ...toxic, type: "timeout", attributes: { timeout: 0 } })),
          ),
        heal: () => Promise.all(toxics.map(({ name }) => control.removeToxic(name))),
      };
    });
  }

  /**
   * What was one packet arrives in many.
   * @wire Replies (or requests) come in slices of about `bytes` bytes, `delayMs` apart.
   * @evidence Requests with a body of more than one slice that took at least one such delay.
   * @example await during(link("clients", "hs2").isSliced({ bytes: 64, delayMs: 5 }), () => bob.reads(said));
   */
  isSliced({ bytes, delayMs = 1, when = "reply" }: { bytes: number; delayMs?: number; when?: When }): AttributedFault {
    return this.#toxicFault("sliced link", { bytes, delayMs, when }, when, {
      type: "slicer",
      attributes: { average_size: bytes, size_variation: Math.floor(bytes / 4), delay: delayMs * 1000 },
      touches: (exchange) => bytesOf(exchange, when) > bytes && exchange.durationMs >= delayMs,
      bite: `requests came in slices of about ${bytes} bytes`,
    });
  }

  /**
   * Connections do not live to carry much.
   * @wire Each connection is closed once this many bytes of replies (or requests) have passed, headers included.
   * @evidence Requests cut, and connections that broke before they could be used.
   * @example await during(link("hs1", "hs2").breaksAfter({ bytes: 5000 }), () => alice.says("in pieces", room));
   */
  breaksAfter({ bytes, when = "reply" }: { bytes: number; when?: When }): AttributedFault {
    return this.#toxicFault("link breaks", { bytes, when }, when, {
      type: "limit_data",
      attributes: { bytes },
      touches: ({ outcome }) => outcome === "cut",
      bite: "requests cut or connections broken",
    });
  }

  /**
   * Down and up, over and over.
   * @wire As `isDown` for about `downMs`, then as usual for about `upMs`; each time is drawn from the play's seed,
   * between half and one and a half of it. It begins with down and ends up.
   * @evidence Requests cut, and connections refused.
   * @example await during(link("hs1", "hs2").flaps({ upMs: 400, downMs: 200 }), () => alice.says("now or never", room));
   */
  flaps({ upMs, downMs }: { upMs: number; downMs: number }): AttributedFault {
    return this.#fault("link flapping", { upMs, downMs }, ({ control, id, random }) => {
      let up = true;
      const flap = async () => {
        up = !up;
        await (up ? control.mend(id) : control.cut(id));
        const about = up ? upMs : downMs;
        return random.whole(Math.ceil(about / 2), Math.floor(about * 1.5));
      };
      let flapping: Rhythm | undefined;
      return {
        ...cutOrRefused(this.#link),
        begin: async () => {
          flapping = await Rhythm.begin(flap);
        },
        heal: async () => {
          await flapping?.stop();
          await control.mend(id);
        },
      };
    });
  }

  #fault(
    name: string,
    params: Record<string, unknown>,
    breakage: (context: FaultContext & { control: LinkControl }) => Breakage,
  ): AttributedFault {
    const target = this.#link;
    return new AttributedFault(name, target, params, (context) =>
      breakage({ ...context, control: context.world.gateway.link(target) }),
    );
  }

  /** A fault that is one Toxiproxy toxic, named after the fault's occurrence so that several may be in force at once. */
  #toxicFault(
    name: string,
    params: Record<string, unknown>,
    when: When,
    { type, attributes, touches, bite }: Pick<Toxic, "type" | "attributes"> & Pick<Breakage, "touches" | "bite">,
  ): AttributedFault {
    return this.#fault(name, params, ({ control, id }) => ({
      ...this.#touching(touches, bite),
      begin: () => control.addToxic({ name: id, type, stream: streamOf(when), attributes }),
      heal: () => control.removeToxic(id),
    }));
  }

  /**
   * Each exchange waits by itself: Toxiproxy's own jitter cannot be seeded, and to change a latency lets go at once what
   * it delays.
   */
  #delayEach({ world, id, random }: FaultContext, upToMs: number, when: When): Promise<Rule> {
    const ms = Array.from({ length: PLANNED_DELAYS }, () => random.whole(0, upToMs));
    return world.gateway.addRule({ link: this.#link }, { do: "delay", ms, when }, id);
  }

  #touching(touches: Breakage["touches"], bite: string): Pick<Breakage, "touches" | "refuses" | "bite"> {
    return {
      touches: (exchange) => exchange.link === this.#link && touches(exchange),
      refuses: (refusal) => refusal.link === this.#link,
      bite,
    };
  }
}

/** TCP streams by Toxiproxy's words: upstream is from the caller to the server. */
function streamOf(when: When): Toxic["stream"] {
  return when === "request" ? "upstream" : "downstream";
}

function bytesOf({ requestBytes, responseBytes }: Exchange, when: When): number {
  return when === "request" ? requestBytes : responseBytes;
}

export function cutOrRefused(target: LinkName): Pick<Breakage, "touches" | "refuses" | "bite"> {
  return {
    touches: ({ link: name, outcome }: Exchange) => name === target && outcome === "cut",
    refuses: ({ link: name }: Refusal) => name === target,
    bite: "requests cut or connections refused",
  };
}

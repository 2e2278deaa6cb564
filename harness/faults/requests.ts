/** Faults of single requests and their replies, by the gateway's tap. */
import type { DeviceName, Evidence, ServerName } from "../journal/index.ts";
import type { Action, ItemMatch, Match, NewBody, RouteName, Rule, TapReply, TapRequest } from "../world/gateway.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";

/** The requests of these routes, from anyone, until narrowed down. */
export function requests(...routes: RouteName[]): Requests {
  return new Requests(routes.length > 0 ? { route: routes } : {});
}

/** Which requests, and then what happens to them. Every narrowing gives a new value. */
export class Requests {
  readonly #match: Match;

  constructor(match: Match) {
    this.#match = match;
  }

  /** Only those of this client device; with a route between servers, those that a server sends for its user. */
  from(device: DeviceName): Requests {
    return this.#narrowed({ device });
  }

  /** Only those about this device, or about the user with this id: recipient of to-device messages, owner of the keys. */
  to(device: DeviceName): Requests {
    return this.#narrowed({ to: device });
  }

  /** Only those on this directed link. */
  over(from: ServerName | "clients", to: ServerName): Requests {
    return this.#narrowed({ link: `${from}->${to}` });
  }

  /** Only those with this method. */
  by(method: string): Requests {
    return this.#narrowed({ method });
  }

  /** Only those whose path and query look like this, `*` being a wildcard. */
  at(path: string): Requests {
    return this.#narrowed({ path });
  }

  /** Only those whose JSON body contains this piece: objects by subset, the key `*` being any key, `*` in strings a wildcard. */
  saying(body: unknown): Requests {
    return this.#narrowed({ body });
  }

  /** Only the first n of them. */
  first(n: number): Requests {
    return this.#narrowed({ times: n });
  }

  /** Only the n-th of them, counted from 1. */
  onlyThe(n: number): Requests {
    return this.#narrowed({ skip: n - 1, times: 1 });
  }

  /** All but the first n of them. */
  afterThe(n: number): Requests {
    return this.#narrowed({ skip: n });
  }

  /**
   * Answered with an error in the server's stead.
   * @wire The server never sees the request; the caller gets the status and a Matrix error, with the CORS headers that browsers need.
   * @evidence Requests answered so.
   * @example await during(requests("keys/claim").from("alice").first(1).fail({ status: 504 }), () => alice.says("hello", room));
   */
  fail({ status, errcode = "M_UNKNOWN", error }: { status: number; errcode?: string; error?: string }): RequestFault {
    const json = { errcode, error: error ?? `The harness answers ${status} here.` };
    return this.#fault("requests fail", { do: "fail", status, json }, { status, errcode });
  }

  /**
   * Refused with 429, as by a server under load.
   * @wire The caller gets `M_LIMIT_EXCEEDED` with `retry_after_ms` and a `Retry-After` header in whole seconds.
   * @evidence Requests refused.
   * @example await during(requests("sendToDevice").first(3).areRateLimited({ retryAfterMs: 500 }), () => alice.says("again", room));
   */
  areRateLimited({ retryAfterMs }: { retryAfterMs: number }): RequestFault {
    const json = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: retryAfterMs };
    const headers = { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) };
    return this.#fault("requests rate-limited", { do: "fail", status: 429, json, headers }, { retryAfterMs });
  }

  /**
   * Lost on the way to the server.
   * @wire The server never sees the request; the caller's connection is reset.
   * @evidence Requests lost.
   * @example await during(requests("keys/upload").from("bob").first(2).neverArrive(), () => bob.enters());
   */
  neverArrive(): RequestFault {
    return this.#fault("requests lost", { do: "dropRequest" });
  }

  /**
   * Acted upon by the server, with the answer lost on the way back.
   * @wire The server answers in full; the caller's connection is reset instead.
   * @evidence Replies lost.
   * @example await during(requests("sendToDevice").from("alice").first(1).loseTheirReply(), () => alice.says("twice?", room));
   */
  loseTheirReply(): RequestFault {
    return this.#fault("replies lost", { do: "dropReply" });
  }

  /**
   * Kept back until the end of the block, or until `release` is called.
   * @wire The server sees the request only then.
   * @evidence Requests kept back.
   * @example const upload = requests("keys/upload").from("bob").areHeld();
   */
  areHeld(): RequestFault {
    return this.#fault("requests held", { do: "hold", when: "request" });
  }

  /**
   * Acted upon at once, with the answer kept back until the end of the block, or until `release` is called.
   * @wire The caller sees the reply only then. Also long polls that were under way already.
   * @evidence Replies kept back.
   * @example await during(requests("sync").from("alice").holdTheirReply(), () => alice.invites(bob, room));
   */
  holdTheirReply(): RequestFault {
    return this.#fault("replies held", { do: "hold", when: "reply" });
  }

  /**
   * Late at the server.
   * @wire Each request waits for `ms` before it goes to the server.
   * @evidence Requests delayed.
   * @example await during(requests("federation/send").over("hs1", "hs2").areDelayed({ ms: 2000 }), () => alice.says("late", room));
   */
  areDelayed({ ms }: { ms: number }): RequestFault {
    return this.#fault("requests delayed", { do: "delay", ms, when: "request" }, { ms });
  }

  /**
   * Answered late.
   * @wire Each reply waits for `ms` before it goes to the caller.
   * @evidence Replies delayed.
   * @example await during(requests("keys/query").from("alice").delayTheirReply({ ms: 3000 }), () => alice.says("whose keys?", room));
   */
  delayTheirReply({ ms }: { ms: number }): RequestFault {
    return this.#fault("replies delayed", { do: "delay", ms, when: "reply" }, { ms });
  }

  /**
   * Delivered more than once.
   * @wire The server gets the same bytes `extra` more times at once, on connections of their own; the caller gets the first answer.
   * @evidence Requests duplicated.
   * @example await during(requests("keys/claim").from("alice").areDuplicated(), () => alice.says("hello", room));
   */
  areDuplicated({ extra = 1 }: { extra?: number } = {}): RequestFault {
    return this.#fault("requests duplicated", { do: "duplicate", extra }, { extra });
  }

  /**
   * Delivered again some time after they were answered.
   * @wire The server gets the same bytes again `afterMs` later; without a time, at the end of the block.
   * @evidence Requests that are replayed.
   * @example await during(requests("sendToDevice").from("alice").areReplayed({ afterMs: 500 }), () => alice.says("echo", room));
   */
  areReplayed({ afterMs }: { afterMs?: number } = {}): RequestFault {
    const action = { do: "replay", ...(afterMs !== undefined && { afterMs }) } as const;
    return this.#fault("requests replayed", action, { afterMs });
  }

  /**
   * Delivered in the wrong order.
   * @wire The first of every two waits until the second has been answered, or the block ends.
   * @evidence Requests kept back or let pass first.
   * @example await during(requests("federation/send").over("hs1", "hs2").first(2).swapOrder(), () => alice.says("two", room));
   */
  swapOrder(): RequestFault {
    return this.#fault("requests reordered", { do: "reorder" });
  }

  /**
   * Cut off on the way to the server.
   * @wire The server gets the first bytes of the body, then both connections are cut.
   * @evidence Requests cut.
   * @example await during(requests("keys/upload").first(1).areCutShort({ afterBytes: 100 }), () => bob.enters());
   */
  areCutShort({ afterBytes }: { afterBytes: number }): RequestFault {
    return this.#fault("requests cut short", { do: "cutRequest", afterBytes }, { afterBytes });
  }

  /**
   * Acted upon, with the answer cut off on the way back.
   * @wire The caller gets status, headers and the first bytes of the body, then its connection is cut.
   * @evidence Replies cut.
   * @example await during(requests("sync").from("bob").onlyThe(1).cutTheirReplyShort({ afterBytes: 200 }), () => bob.reads(said));
   */
  cutTheirReplyShort({ afterBytes }: { afterBytes: number }): RequestFault {
    return this.#fault("replies cut short", { do: "cutReply", afterBytes }, { afterBytes });
  }

  /**
   * Delivered without single items that they carry: to-device messages or device-list updates of a federation
   * transaction or a sync reply (also of sliding sync), to-device messages of a `sendToDevice`, or events.
   * Counting (`first`, `onlyThe`, `afterThe`) counts items.
   * @wire The items are taken out of the body, all else passes; between servers the transaction is signed anew.
   * @evidence Items taken out.
   * @example requests("federation/send").over("hs1", "hs2").first(1).arriveWithout({ of: "toDevice", type: "m.room.encrypted" })
   */
  arriveWithout(items: ItemMatch): RequestFault {
    return this.#fault("items lost", { do: "dropItems", items }, { ...items });
  }

  /**
   * Changed on the way to the server.
   * @wire The server gets another body; between servers the request is signed anew with a key that the gateway publishes for the sender.
   * @evidence Requests for which the function gave another body.
   * @example requests("keys/upload").from("bob").areRewritten(({ json }) => ({ json: { ...(json as object), fallback_keys: {} } }))
   */
  areRewritten(change: (request: TapRequest) => NewBody | undefined): RequestFault {
    return this.#fault("requests rewritten", { do: "rewriteRequest", with: change });
  }

  /**
   * Answered with something else than what the server said.
   * @wire The caller gets the status and body that the function makes of the server's; `raw` need not be JSON.
   * @evidence Replies for which the function gave another one.
   * @example requests("keys/query").from("alice").rewriteTheirReply((_, { status }) => ({ status, json: { device_keys: {} } }))
   */
  rewriteTheirReply(change: (request: TapRequest, reply: TapReply) => TapReply | undefined): RequestFault {
    return this.#fault("replies rewritten", { do: "rewriteReply", with: change });
  }

  #narrowed(more: Match): Requests {
    return new Requests({ ...this.#match, ...more });
  }

  #fault(name: string, action: Action, params: Record<string, unknown> = {}): RequestFault {
    return new RequestFault(name, this.#match, action, params);
  }
}

const PATIENCE_MS = 30_000;

/** A rule of the tap as a fault. */
export class RequestFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly params: Record<string, unknown>;
  readonly #match: Match;
  readonly #action: Action;
  #rule: PromiseWithResolvers<Rule> = Promise.withResolvers();

  constructor(name: string, match: Match, action: Action, params: Record<string, unknown>) {
    this.name = name;
    this.target = inWords(match);
    this.params = { ...params, ...countOf(match) };
    this.#match = match;
    this.#action = action;
  }

  async begin({ world, id }: FaultContext): Promise<ActiveFault> {
    const rule = await world.gateway.addRule(this.#match, this.#action, id);
    this.#rule.resolve(rule);
    return {
      heal: async () => {
        this.#rule = Promise.withResolvers();
        await rule.remove();
      },
      evidence: async (): Promise<Evidence> => ({ bites: rule.bites(), detail: `${rule.bites()} ${this.name}` }),
    };
  }

  /** Waits until it has touched a request; rejects when none comes. */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    await (await this.#rule.promise).bitten(withinMs);
  }

  /** Lets what is kept back go on before the end of the block. */
  async release(): Promise<void> {
    await (await this.#rule.promise).release();
  }
}

/** What a rule is about, in few words: `alice keys/claim`, `hs1->hs2 federation/send`. */
function inWords({ link, device, user, to, route }: Match): string {
  const routes = [route ?? []].flat().join(", ") || "all requests";
  const about = to === undefined ? [] : [`to ${to}`];
  return [device ?? user, link, routes, ...about].filter((word) => word !== undefined).join(" ");
}

function countOf({ skip, times }: Match): Record<string, unknown> {
  return { ...(skip !== undefined && { skip }), ...(times !== undefined && { times }) };
}

import type { RouteName } from "../../images/gateway/tap/routes.ts";
import type { DeviceName, HttpEntry, LinkName, ServerName } from "../journal/index.ts";

export type { RouteName };

/** Which requests a rule touches. All given parts must match. */
export interface Match {
  /** `clients->hs1`, `hs1->hs2`, or with `*` on either side. */
  link?: LinkName;
  /** Route name as in the journal, e.g. `keys/claim`, `sync`, `federation/send`, `federation/user/keys/claim`. */
  route?: RouteName | RouteName[];
  /** Without it any method but a browser's preflight. */
  method?: string;
  /** The request's path and query, `*` being a wildcard. */
  path?: string;
  /** The sending client device; in requests between servers whose route is given, any device of the user who sent. */
  device?: DeviceName;
  /** The sending client's user id; in requests between servers whose route is given, that of the user who sent. */
  user?: string;
  /** A device that the request is about, by name, or a user by id: recipient, owner of keys, invitee. */
  to?: DeviceName;
  /** A piece of JSON that the request body must contain: objects match by subset, `*` keys match any key, strings may hold `*`. */
  body?: unknown;
  /** Leave the first n matching requests alone (with `dropItems`: the first n matching items). */
  skip?: number;
  /** Touch at most n requests (or items); without it, all until healed. */
  times?: number;
}

/** Which single items of a `/sync` reply, a federation transaction or a `sendToDevice` request are meant. */
export interface ItemMatch {
  /**
   * `toDevice`: one message to one device. `deviceList`: one user's entry in a sync's `device_lists`, or a
   * `m.device_list_update` or `m.signing_key_update`. `edu`: a whole EDU of a transaction.
   * `event`: a PDU of a transaction, or a timeline event of a sync.
   */
  of: "toDevice" | "deviceList" | "edu" | "event";
  /** Event or EDU type, `*` being a wildcard. */
  type?: string;
  /** The sender, or the user whose devices changed: a user by id, or by the name of a device. */
  sender?: DeviceName;
  /** Recipient: a device by name, or a user by id. */
  to?: DeviceName;
  /** A piece of JSON that the content must contain. */
  content?: unknown;
}

/** The names of routes are those of `HttpEntry.route`. */
export interface TapRequest {
  readonly link: LinkName;
  readonly device?: DeviceName;
  /** The sending client's user id. */
  readonly user?: string;
  readonly method: string;
  readonly route: string;
  readonly path: string;
  /** The body, where it is JSON. */
  readonly json?: unknown;
}

export interface TapReply {
  status: number;
  json?: unknown;
  /** Sent instead of `json`, byte for byte: a body that need not be JSON. */
  raw?: string;
}

/** The body of a rewritten request: JSON, or text that need not be JSON. */
export type NewBody = { json: unknown } | { raw: string };

/** A rule in force in the gateway. */
export interface Rule {
  /** How often it bit so far. */
  bites(): number;
  /** Resolves at the first bite; rejects after the timeout. */
  bitten(timeoutMs: number): Promise<void>;
  /** Lets held requests go on; sends recorded requests again. */
  release(): Promise<void>;
  /** Takes the rule away; held requests go on. Idempotent. */
  remove(): Promise<void>;
}

/**
 * What a rule does with a request or its reply. Actions on a request count and bite when it arrives, actions on a
 * reply when that arrives: also for requests, such as a long poll, that were on their way when the rule came.
 */
export type Action =
  /** The server never sees the request; the caller's connection is cut. */
  | { do: "dropRequest" }
  /** The server acts, the caller's connection is cut without an answer. */
  | { do: "dropReply" }
  /** As `dropRequest`, and requests under way are cut as well. */
  | { do: "cutNetwork" }
  /** The server never sees the request; the caller gets this answer. */
  | { do: "fail"; status: number; json?: unknown; headers?: Record<string, string> }
  /** Several times are for one after the other, over and over. */
  | { do: "delay"; ms: number | number[]; when: "request" | "reply" }
  /** Waits for `release` or `remove`. */
  | { do: "hold"; when: "request" | "reply" }
  /** The server gets the same request `extra` more times at once; the caller gets the first answer. */
  | { do: "duplicate"; extra: number }
  /** The server gets the same request again this long after its answer; without a time, at `release`. */
  | { do: "replay"; afterMs?: number }
  /** The first of two requests waits until the second has been answered. */
  | { do: "reorder" }
  /** The server gets this many bytes of the body, then both connections are cut. */
  | { do: "cutRequest"; afterBytes: number }
  /** The answer ends after this many bytes of its body, and the connection is cut. */
  | { do: "cutReply"; afterBytes: number }
  /** Single items are taken out of a transaction or a sync; what is left passes. */
  | { do: "dropItems"; items: ItemMatch }
  /** The harness is shown the request and returns the body that the server gets. */
  | { do: "rewriteRequest"; with: (request: TapRequest) => NewBody | undefined }
  /** The harness is shown request and reply and returns the reply that the caller gets; undefined leaves it. */
  | { do: "rewriteReply"; with: (request: TapRequest, reply: TapReply) => TapReply | undefined };

/** An exchange as the tap reports it; `startedAt` is in ms since the epoch. */
export type Exchange = HttpEntry & { startedAt: number };

/** A caller dialled, and no connection to the server came about. */
export interface Refusal {
  link: LinkName;
  /** Ms since the epoch. */
  at: number;
  reason: string;
}

/** What a fault below HTTP touched. */
export interface Attribution {
  /** Exchanges and refused connections so far. */
  bites(): number;
  /** Waits for the first, but no longer than this. */
  bitten(timeoutMs: number): Promise<void>;
  /** Nothing that begins from now on is counted. Idempotent. */
  end(): void;
}

/** The only thing that is joined to several networks; all traffic passes through it. */
export interface Gateway {
  /** @param faultId without it the rule is the server's own conduct: no exchange tells of it. */
  addRule(match: Match, action: Action, faultId?: string): Promise<Rule>;
  /** Announces a device before it logs in, so that its requests carry its name. */
  nameDevice(userId: string, deviceId: string, device: DeviceName): Promise<void>;
  /** Toxiproxy's proxy of a directed link. */
  link(name: LinkName): LinkControl;
  /** Every directed link of this world. */
  readonly links: readonly LinkName[];
  /**
   * Lays to a fault's account, from now on, all exchanges that overlap with it in time and satisfy the condition,
   * and all refused connections of the links it names: its id enters their `faults`.
   */
  attribute(
    faultId: string,
    to: { exchange: (exchange: Exchange) => boolean; refused?: (refusal: Refusal) => boolean },
  ): Attribution;
  /** Calls back for each exchange when it has ended; returns the way to stop. */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  onRefusal(listener: (refusal: Refusal) => void): () => void;
  /** Resolves when a server answers, asked around Toxiproxy and rules; rejects after the timeout. */
  awaitServer(server: string, timeoutMs: number): Promise<void>;
  /**
   * Asks the supervisor of a server's processes for something, past Toxiproxy and rules.
   * @throws {Error} when the server's image has none, or it refuses
   */
  askSupervisor(server: ServerName, request: string): Promise<string>;
  /** Everything that a fault may have left behind: proxies with their toxics, and rules. */
  state(): Promise<GatewayState>;
}

export interface GatewayState {
  proxies: Record<string, { enabled: boolean; toxics: string[] }>;
  rules: number;
  /** Requests that a rule holds back right now. */
  held: number;
}

/** TCP faults of one directed link, by Toxiproxy. Toxicity is always 1 and jitter 0: schedules are ours. */
export interface LinkControl {
  /** Cuts the link, until everyone who cut it has mended it. `by` tells them apart. */
  cut(by: string): Promise<void>;
  /** Idempotent. */
  mend(by: string): Promise<void>;
  addToxic(toxic: Toxic): Promise<void>;
  removeToxic(name: string): Promise<void>;
}

export interface Toxic {
  name: string;
  type: "latency" | "bandwidth" | "slow_close" | "timeout" | "reset_peer" | "slicer" | "limit_data";
  stream: "upstream" | "downstream";
  attributes: Record<string, number>;
}

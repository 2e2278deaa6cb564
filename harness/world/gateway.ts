import type { DeviceName, HttpEntry, LinkName } from "../journal/index.ts";

/** Which requests a rule touches. All given parts must match. */
export interface Match {
  /** `clients->hs1`, `hs1->hs2`, or with `*` on either side. */
  link?: LinkName;
  /** Route name as in the journal, e.g. `keys/claim`, `sync`, `federation/send`, `federation/user/keys/claim`. */
  route?: string | string[];
  method?: string;
  /** The sending client device. */
  device?: DeviceName;
  /** A piece of JSON that the request body must contain: objects match by subset, `*` keys match any key, strings may hold `*`. */
  body?: unknown;
  /** Leave the first n matching requests alone. */
  skip?: number;
  /** Touch at most n requests; without it, all until healed. */
  times?: number;
}

/** The names of routes are those of `HttpEntry.route`. */
export interface TapRequest {
  readonly link: LinkName;
  readonly device?: DeviceName;
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly json?: unknown;
}

export interface TapReply {
  status: number;
  json?: unknown;
}

/** A rule in force in the gateway. */
export interface Rule {
  /** How often it bit so far. */
  bites(): number;
  /** Resolves at the first bite; rejects after the timeout. */
  bitten(timeoutMs: number): Promise<void>;
  /** Lets held requests go on. */
  release(): Promise<void>;
  /** Takes the rule away; held requests go on. Idempotent. */
  remove(): Promise<void>;
}

export type Action =
  /** The server never sees the request; the caller's connection is cut. */
  | { do: "dropRequest" }
  /** The server acts, the caller's connection is cut without an answer. */
  | { do: "dropReply" }
  /** The server never sees the request; the caller gets this answer. */
  | { do: "fail"; status: number; json?: unknown; headers?: Record<string, string> }
  | { do: "delay"; ms: number; when: "request" | "reply" }
  /** Waits for `release` or `remove`. */
  | { do: "hold"; when: "request" | "reply" }
  /** The server gets the same request `extra` more times; the caller gets the first answer. */
  | { do: "duplicate"; extra: number }
  /** The answer ends after this many bytes of its body, and the connection is cut. */
  | { do: "cutReply"; afterBytes: number }
  /** The harness is shown the request and returns it, changed or not. */
  | { do: "rewriteRequest"; with: (request: TapRequest) => unknown }
  /** The harness is shown request and reply and returns the reply, changed or not. */
  | { do: "rewriteReply"; with: (request: TapRequest, reply: TapReply) => TapReply };

/** The only thing that is joined to several networks; all traffic passes through it. */
export interface Gateway {
  addRule(match: Match, action: Action, faultId: string): Promise<Rule>;
  /** Announces a device before it logs in, so that its requests carry its name. */
  nameDevice(userId: string, deviceId: string, device: DeviceName): Promise<void>;
  /** Toxiproxy's proxy of a directed link. */
  link(name: LinkName): LinkControl;
  /** Calls back for each exchange when it has ended; returns the way to stop. */
  onExchange(listener: (exchange: HttpEntry & { startedAt: number }) => void): () => void;
}

/** TCP faults of one directed link, by Toxiproxy. Toxicity is always 1 and jitter 0: schedules are ours. */
export interface LinkControl {
  setEnabled(enabled: boolean): Promise<void>;
  addToxic(toxic: {
    name: string;
    type: string;
    stream: "upstream" | "downstream";
    attributes: Record<string, number>;
  }): Promise<void>;
  removeToxic(name: string): Promise<void>;
}

/** What harness and tap say to each other: JSON objects, one a line, over one TCP connection. */
import type { Action, Exchange, Match, TapReply, TapRequest } from "../../../harness/world/gateway.ts";

/** An action as it crosses the wire: the harness keeps its functions and is asked when one is needed. */
export type WireAction =
  | Exclude<Action, { do: "rewriteRequest" | "rewriteReply" }>
  | { do: "rewriteRequest" }
  | { do: "rewriteReply" };

export type Command =
  /** Always the first. */
  | { do: "authenticate"; secret: string }
  | { do: "addRule"; rule: number; fault: string; match: Match; action: WireAction }
  | { do: "releaseRule"; rule: number }
  | { do: "removeRule"; rule: number }
  | { do: "rules" }
  | { do: "nameDevice"; user: string; deviceId: string; device: string }
  /** Answers when the server itself does, around Toxiproxy and rules. */
  | { do: "awaitServer"; server: string; timeoutMs: number }
  /** Hands a request to the supervisor of a server's processes, and returns its answer; fails where there is none. */
  | { do: "askSupervisor"; server: string; request: string }
  /** Forgets all rules and devices, and cuts whoever is connected still. */
  | { do: "reset" };

export type ToTap =
  | { id: number; command: Command }
  /** The harness's answer to an `ask`. `error`: its function threw. */
  | { answer: number; value?: unknown; error?: string };

/** A body that the harness hands back: JSON, or text to be sent as it is. */
export interface Rewritten {
  json?: unknown;
  raw?: string;
  status?: number;
}

export type FromTap =
  | { id: number; result?: unknown; error?: string }
  | { event: "bite"; rule: number; exchange: number }
  | { event: "exchange"; exchange: Exchange }
  /** A caller dialled and no connection to the server came about. */
  | { event: "refused"; link: string; at: number; reason: string }
  | { ask: number; rule: number; request: TapRequest; reply?: TapReply };

export interface TapConfig {
  secret: string;
  controlPort: number;
  /** `plainPort`: where whoever speaks HTTP without TLS dials it. `probe`: what it answers with 200 once it is there. */
  servers: { name: string; plainPort: number; probe: { host: string; port: number; path: string } }[];
  /** Every directed link: where its callers are known from, and where its Toxiproxy proxy listens. */
  links: { name: string; from: string; to: string; host: string; port: number; tls: boolean }[];
  /** Our own address on a server's network -> that server, which is who dials there. */
  callers: Record<string, string>;
  federationPort: number;
  /** Where server discovery is answered. */
  wellKnownPort: number;
  /** PEM certificates for the servers' names, and their key. */
  tls: { key: string; certificates: Record<string, string> };
  /** The Toxiproxy to start, and its proxies. */
  toxiproxy: { apiPort: number; proxies: { name: string; listen: string; upstream: string; enabled: boolean }[] };
}

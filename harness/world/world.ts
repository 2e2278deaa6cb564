import type { Journal, LinkName, ServerName } from "../journal/index.ts";
import type { Gateway } from "./gateway.ts";
import type { WorkerName } from "./workers.ts";

/** Federated homeservers behind one gateway. Made by `deployWorld`, clean for one story. */
export interface World extends AsyncDisposable {
  readonly id: string;
  readonly servers: ReadonlyMap<ServerName, Server>;
  readonly gateway: Gateway;
  /** How long it took from nothing to all servers answering through the gateway. */
  readonly deployMs: number;
  server(name: ServerName): Server;
  /** Starts writing HTTP exchanges, server phases and server warnings into a story's journal. */
  attach(journal: Journal, logsPath: string): void;
  /**
   * Whether `renewed` gives a world as clean as a new one: its images can do it, its servers are up, and nothing but
   * stops and starts has touched a container.
   */
  readonly isRenewable: boolean;
  /**
   * A clean world like this one in its containers, for a fraction of a new one's price: every server begins anew with
   * nothing, and the gateway forgets. This one is over then.
   */
  renewed(): Promise<World>;
  /** Removes every container and network of this world. Idempotent. */
  close(): Promise<void>;
}

/** The issuer to which a server delegates sign-in, played by ours. */
export interface Delegation {
  register(localpart: string, password: string): Promise<void>;
  /** A token of the harness's own for a device that is signed in: good until its session ends. */
  accessToken(localpart: string, deviceId: string): Promise<string>;
  /** Ends a device's session as its user does on the issuer's account page; the device is gone from the server. */
  endSession(localpart: string, deviceId: string): Promise<void>;
}

export interface Server {
  readonly name: ServerName;
  /** What clients dial: stable over restarts, always `http://127.0.0.1:PORT`. */
  readonly clientUrl: string;
  readonly image: string;
  /** Names its container to Docker. */
  readonly containerId: string;
  /** Where users sign in, if not at the server itself. */
  readonly delegation?: Delegation;
  /** Registers a user: by the open registration of the Complement contract, or at the issuer. */
  register(localpart: string, password: string): Promise<{ userId: string }>;
  /** SIGTERM, data kept. */
  stop(): Promise<void>;
  /** Starts again and waits until it answers. */
  start(): Promise<void>;
  /** SIGKILL, data kept. */
  kill(): Promise<void>;
  pause(): Promise<void>;
  unpause(): Promise<void>;
  /** Keeps all that it has written, as an image that goes with the world. Returns the image's name. */
  snapshot(): Promise<string>;
  /**
   * Kills it and starts another in its place, of the same name: on a snapshot, or without one on its own image, where
   * nothing has been written yet. `env` is added to its environment. Waits until it answers.
   */
  replace(by?: { snapshot?: string; env?: Record<string, string> }): Promise<void>;
  /** Limits its computing time to this share of one processor; without a share, lifts the limit. */
  limitCpu(share?: number): Promise<void>;
  /**
   * Ends one of its processes, which then stays away: by SIGKILL, or in good order. Returns what it ended by.
   * @throws {Error} when this server has no workers, or none of this name that runs
   */
  endWorker(name: WorkerName, how: "kill" | "stop"): Promise<string>;
  /** Starts a worker again, and waits until it answers. */
  startWorker(name: WorkerName): Promise<void>;
  /** The last lines of its log. */
  logTail(lines: number): Promise<string>;
  /** Its client API past the gateway, to measure what the gateway costs. Reachable from the host on Linux only. */
  directUrl(): Promise<string>;
  /** Runs a command inside; rejects on a non-zero exit with its output. */
  exec(command: string[]): Promise<string>;
  /** Runs a program of the gateway's image beside it, which sees its processes and may trace them. */
  beside(command: string[], onLine: (line: string) => void): Promise<Companion>;
}

/** A program that runs beside a server. */
export interface Companion {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<unknown>;
  /** Ends it in good order. */
  end(): Promise<void>;
}

/** A directed link: `from` dials `to`. `clients` dial servers. */
export interface Link {
  readonly name: LinkName;
  readonly from: ServerName | "clients";
  readonly to: ServerName;
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../../protocol.ts";
import type { Emit } from "../../rpc/server.ts";
import { type Homeserver, HttpError } from "../matrix/homeserver.ts";
import type { SyncResponse } from "../matrix/sync-response.ts";

/** How long the server may hold a sync that has nothing to say, and how long it may take beyond that, in milliseconds. */
const POLL_MS = 30_000;
const GRACE_MS = 20_000;
/** Pauses after one, two, … failures in a row, in milliseconds. */
const PAUSES_MS = [500, 1000, 2000, 4000];

/** All members come at once, for room keys must reach each of them. */
const FILTER = JSON.stringify({
  room: { state: { lazy_load_members: false }, timeline: { limit: 50 } },
  presence: { types: [] },
});

export interface SyncLoopOptions {
  readonly server: Homeserver;
  /** Where a former process of this device had come to. */
  readonly since: string | undefined;
  readonly process: (response: SyncResponse) => Promise<void>;
  readonly emit: Emit;
}

/** Long-polls `/sync`, and goes on after errors until it is stopped or the session is over. */
export class SyncLoop {
  readonly #options: SyncLoopOptions;
  #since: string | undefined;
  #resumes: boolean;
  #stop: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();
  #reported: Events["syncState"]["state"] | undefined;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
    this.#since = options.since;
    this.#resumes = options.since !== undefined;
  }

  /** Resolves when the first response has been processed. */
  async start(): Promise<void> {
    await this.stop();
    this.#stop = new AbortController();
    const first = Promise.withResolvers<void>();
    this.#ended = this.#run(this.#stop.signal, first.resolve);
    await Promise.race([first.promise, this.#ended.then(() => Promise.reject(new Error("the sync loop has ended")))]);
  }

  /** Resolves when the loop has ended. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#ended;
    this.#stop = undefined;
  }

  async #run(signal: AbortSignal, synced: () => void): Promise<void> {
    let wait = 0;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const response = await this.#poll(wait, signal);
        await this.#options.process(response);
        this.#since = response.next_batch;
        this.#resumes = false;
        [failures, wait] = [0, POLL_MS];
        this.#report("running");
        synced();
      } catch (error) {
        if (signal.aborted) break;
        this.#report("error", (error as Error).message);
        if (isSessionOver(error)) break;
        await sleep(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)], undefined, { signal }).catch(() => {});
      }
    }
    this.#report("stopped");
  }

  /** The first request of a new process asks for the rooms' whole state, which no store of ours has kept. */
  #poll(waitMs: number, signal: AbortSignal): Promise<SyncResponse> {
    const query = {
      filter: FILTER,
      timeout: String(waitMs),
      ...(this.#since !== undefined && { since: this.#since }),
      ...(this.#resumes && { full_state: "true" }),
    };
    return this.#options.server.json("GET", ["sync"], { query, signal, timeoutMs: waitMs + GRACE_MS });
  }

  #report(state: Events["syncState"]["state"], detail?: string): void {
    if (state === this.#reported) return;
    this.#reported = state;
    this.#options.emit("syncState", { state, ...(detail !== undefined && { detail }) });
  }
}

const isSessionOver = (error: unknown) => error instanceof HttpError && error.status === 401;

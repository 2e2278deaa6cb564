import { ClientEvent, type MatrixClient, type Room, SyncState } from "matrix-js-sdk";
import type { Events } from "../../../protocol.ts";
import type { Emit } from "../../../rpc/server.ts";
import { until } from "../until.ts";

const REPORTED: Partial<Record<SyncState, Events["syncState"]["state"]>> = {
  [SyncState.Syncing]: "running",
  [SyncState.Reconnecting]: "error",
  [SyncState.Error]: "error",
  [SyncState.Stopped]: "stopped",
};

/** Follows the sync loop: reports its state, and knows what has been processed to the end. */
export class SyncWatch {
  readonly #client: MatrixClient;
  readonly #joined = new Set<string>();
  readonly #madeEncrypted = new Set<string>();
  #reported: Events["syncState"]["state"] | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(client: MatrixClient, emit: Emit) {
    this.#client = client;
    client.on(ClientEvent.Sync, (state, _last, data) => {
      if (state === SyncState.Syncing) this.#complete();
      const report = REPORTED[state];
      if (!report || report === this.#reported) return;
      this.#reported = report;
      emit("syncState", { state: report, ...(data?.error && { detail: data.error.message }) });
    });
  }

  /** Resolves when one more sync response has been processed to the end, however long that takes. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Whether the loop is under way, so that its end can be awaited. It cannot while it waits for the server to return. */
  get inRequest(): boolean {
    return this.#reported === "running";
  }

  /** This device has made a room encrypted, so nothing may be sent before a sync has shown it so. */
  madeEncrypted(roomId: string): void {
    this.#madeEncrypted.add(roomId);
  }

  /**
   * A room as the app shows it once it is joined: with its state, and so with its encryption, processed.
   * Sent to any earlier, the SDK would take the room for unencrypted.
   */
  joinedRoom(roomId: string): Promise<Room> {
    const ready = () => {
      const room = this.#client.getRoom(roomId);
      if (!room || !this.#joined.has(roomId)) return undefined;
      return room.hasEncryptionStateEvent() || !this.#madeEncrypted.has(roomId) ? room : undefined;
    };
    return until(`the sync that brings room ${roomId} as joined`, this.#client, [ClientEvent.Sync], ready);
  }

  #complete(): void {
    for (const room of this.#client.getRooms()) {
      if (room.getMyMembership() === "join") this.#joined.add(room.roomId);
      else this.#joined.delete(room.roomId);
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

import type { InboundGroupSession } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { Events } from "../../../protocol.ts";
import type { Emit } from "../../../rpc/server.ts";
import type { Backend } from "../backend.ts";
import { firstKnownIndex } from "../megolm.ts";
import type { MachineCalls } from "./machine-calls.ts";

type Source = NonNullable<Events["roomKey"]["source"]>;

interface ExportedKey {
  readonly room_id: string;
  readonly session_id: string;
  readonly session_key: string;
}

/** Reports each room key that comes in, with its first index and where it came from. */
export class RoomKeyWatch {
  readonly #backend: Backend;
  readonly #calls: MachineCalls;
  readonly #emit: Emit;
  readonly #sources = new Map<string, Source>();
  #hadBundle = false;

  constructor(backend: Backend, calls: MachineCalls, emit: Emit) {
    this.#backend = backend;
    this.#calls = calls;
    this.#emit = emit;
    this.#watchImports();
    this.#watchUpdates();
  }

  /** Notes that a room key came in a to-device message. */
  sent(roomId: unknown, session: unknown): void {
    this.#sources.set(`${roomId} ${session}`, "toDevice");
  }

  #watchImports(): void {
    this.#calls.after("importExportedRoomKeys", (_result, json) => {
      for (const key of JSON.parse(json as string)) this.#sources.set(`${key.room_id} ${key.session_id}`, "export");
    });
    this.#calls.after("importBackedUpRoomKeys", (_result, rooms) => {
      for (const [roomId, sessions] of rooms as Map<unknown, Map<string, unknown>>) {
        for (const session of sessions.keys()) this.#sources.set(`${roomId} ${session}`, "backup");
      }
    });
    this.#calls.after("receiveRoomKeyBundle", () => {
      this.#hadBundle = true;
    });
  }

  /** The SDK hands each new room key to its backend: a good place to hear of them too. */
  #watchUpdates(): void {
    const backend = this.#backend;
    const original = backend.onRoomKeysUpdated;
    backend.onRoomKeysUpdated = (keys) => {
      const sessions = new Set(keys.map((key) => key.sessionId));
      void this.#report(sessions).catch((error) => console.error("cannot report room keys", error));
      return original.call(backend, keys);
    };
  }

  async #report(sessions: ReadonlySet<string>): Promise<void> {
    const imported = new Set<string>();
    const json = await this.#backend.olmMachine.exportRoomKeys((session: InboundGroupSession) => {
      if (session.hasBeenImported()) imported.add(session.sessionId);
      return sessions.has(session.sessionId);
    });
    // The machine announces a key before the call that brought it returns.
    await this.#calls.settled();
    for (const { room_id: roomId, session_id: session, session_key: key } of JSON.parse(json) as ExportedKey[]) {
      const firstIndex = firstKnownIndex(key);
      const source = this.#sourceOf(roomId, session, imported.has(session));
      this.#emit("roomKey", { roomId, session, ...(firstIndex !== undefined && { firstIndex }), source });
    }
  }

  /** Imports name their sessions, but for bundles, which the machine opens by itself. */
  #sourceOf(roomId: string, session: string, imported: boolean): Source {
    return this.#sources.get(`${roomId} ${session}`) ?? (imported && this.#hadBundle ? "bundle" : "unknown");
  }
}

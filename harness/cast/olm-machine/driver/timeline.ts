import { messageIndex } from "../../js-sdk/driver/megolm.ts";
import type { TimelineEvent } from "../../protocol.ts";
import type { Emit } from "../../rpc/server.ts";
import { type Content, type Machine, type RoomEvent, Undecryptable } from "../machine/machine.ts";

/** An event that could not be decrypted yet. */
export interface Pending {
  readonly roomId: string;
  readonly event: RoomEvent;
}

/** Decrypts the events of all rooms, and reports what it shows for each, each time that it changes. */
export class Timeline {
  readonly #machine: Machine;
  readonly #emit: Emit;
  readonly #pending = new Map<string, Pending>();
  readonly #shown = new Map<string, TimelineEvent>();

  constructor(machine: Machine, emit: Emit) {
    this.#machine = machine;
    this.#emit = emit;
  }

  /** What waits for its key. */
  get pending(): Pending[] {
    return [...this.#pending.values()];
  }

  /** Takes in events in their order. State events are no messages, and are passed over. */
  async add(roomId: string, events: readonly RoomEvent[]): Promise<void> {
    for (const event of events) {
      if (event.state_key === undefined) this.#report(await this.show(roomId, event));
    }
  }

  /** Tries again what was encrypted with one of these sessions. */
  async retry(sessions: ReadonlySet<unknown>): Promise<void> {
    const again = this.pending.filter(({ event }) => sessions.has(event.content.session_id));
    for (const { roomId, event } of again) this.#report(await this.show(roomId, event));
  }

  /** What is shown for an event now. */
  async show(roomId: string, event: RoomEvent): Promise<TimelineEvent> {
    const base = { roomId, eventId: event.event_id, sender: event.sender };
    if (event.type !== "m.room.encrypted" || event.unsigned?.redacted_because) {
      return { ...base, state: "cleartext", ...bodyOf(event.content) };
    }
    // It waits from before the attempt, lest its key arrive unnoticed meanwhile.
    this.#pending.set(event.event_id, { roomId, event });
    try {
      const { content, shield } = await this.#machine.decrypt(event, roomId);
      this.#pending.delete(event.event_id);
      return { ...base, state: "decrypted", ...keyOf(event), ...bodyOf(content), shield };
    } catch (error) {
      if (!(error instanceof Undecryptable)) throw error;
      return { ...base, state: "utd", ...keyOf(event), code: error.code };
    }
  }

  #report(shown: TimelineEvent): void {
    const before = this.#shown.get(shown.eventId);
    // Of two attempts at once the older may end last.
    if (before?.state === "decrypted" && shown.state === "utd") return;
    if (JSON.stringify(before) === JSON.stringify(shown)) return;
    this.#shown.set(shown.eventId, shown);
    this.#emit("timeline", shown);
  }
}

const bodyOf = ({ body }: Content) => (typeof body === "string" ? { body } : {});

function keyOf({ content }: RoomEvent): Pick<TimelineEvent, "session" | "index"> {
  const { session_id: session, ciphertext } = content;
  const index = messageIndex(ciphertext);
  return { ...(typeof session === "string" && { session }), ...(index !== undefined && { index }) };
}

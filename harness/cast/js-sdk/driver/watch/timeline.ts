import { type MatrixClient, type MatrixEvent, MatrixEventEvent, RoomEvent } from "matrix-js-sdk";
import { type CryptoApi, EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { TimelineEvent } from "../../../protocol.ts";
import type { Emit } from "../../../rpc/server.ts";
import { messageIndex } from "../megolm.ts";

const COLORS = {
  [EventShieldColour.NONE]: "none",
  [EventShieldColour.GREY]: "grey",
  [EventShieldColour.RED]: "red",
} as const;

/** Reports what the timeline shows for each event, each time that it changes. */
export class TimelineWatch {
  readonly #crypto: CryptoApi;
  readonly #emit: Emit;
  readonly #shown = new Map<string, string>();
  #reports = Promise.resolve();

  constructor(client: MatrixClient, crypto: CryptoApi, emit: Emit) {
    this.#crypto = crypto;
    this.#emit = emit;
    const look = (event: MatrixEvent) => this.#look(event);
    client.on(RoomEvent.Timeline, look);
    client.on(RoomEvent.LocalEchoUpdated, look);
    client.on(MatrixEventEvent.Decrypted, look);
  }

  /** Resolves when everything that has changed so far is reported. */
  async settled(events: readonly MatrixEvent[]): Promise<void> {
    await Promise.all(events.map((event) => event.getDecryptionPromise()));
    await this.#reports;
  }

  /** What is shown for an event now. */
  async show(event: MatrixEvent): Promise<TimelineEvent> {
    await event.getDecryptionPromise();
    return { ...contentOf(event), ...(await this.#shieldOf(event)) };
  }

  /** One report at a time, so that the states of an event are reported in their order. */
  #look(event: MatrixEvent): void {
    if (event.isState() || !event.getId()?.startsWith("$") || isBeingDecrypted(event)) return;
    const content = contentOf(event);
    const report = async () => {
      const shown = { ...content, ...(await this.#shieldOf(event)) };
      const state = JSON.stringify(shown);
      if (this.#shown.get(shown.eventId) === state) return;
      this.#shown.set(shown.eventId, state);
      this.#emit("timeline", shown);
    };
    this.#reports = this.#reports.then(report).catch((error) => console.error("cannot report an event", error));
  }

  async #shieldOf(event: MatrixEvent): Promise<Pick<TimelineEvent, "shield">> {
    const info = await this.#crypto.getEncryptionInfoForEvent(event);
    if (!info) return {};
    const { shieldColour, shieldReason } = info;
    return {
      shield: {
        color: COLORS[shieldColour],
        ...(shieldReason !== null && { code: EventShieldReason[shieldReason] as string }),
      },
    };
  }
}

/** Encrypted, and neither decrypted nor given up yet. */
function isBeingDecrypted(event: MatrixEvent): boolean {
  return event.isEncrypted() && !event.getClearContent();
}

function contentOf(event: MatrixEvent): TimelineEvent {
  const base = {
    roomId: event.getRoomId() as string,
    eventId: event.getId() as string,
    sender: event.getSender() as string,
  };
  const body = event.getContent().body;
  const text = typeof body === "string" ? { body } : {};
  if (!event.isEncrypted()) return { ...base, state: "cleartext", ...text };
  const key = keyOf(event);
  if (!event.isDecryptionFailure()) return { ...base, ...key, state: "decrypted", ...text };
  return { ...base, ...key, state: "utd", code: event.decryptionFailureReason ?? "UNKNOWN_ERROR" };
}

function keyOf(event: MatrixEvent): Pick<TimelineEvent, "session" | "index"> {
  const { session_id: session, ciphertext } = event.getWireContent();
  const index = messageIndex(ciphertext);
  return { ...(typeof session === "string" && { session }), ...(index !== undefined && { index }) };
}

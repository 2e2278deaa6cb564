import { currentBeat } from "./beat.ts";
import { Member } from "./member.ts";
import type { Message, Room } from "./room.ts";
import { READING_BUDGET_MS, Saying } from "./saying.ts";

/** What a device says, forges and reads. */
export class Speaker extends Member {
  /** Sends a message; see `Saying` for how to wait. */
  says(body: string, room: Room): Saying {
    return new Saying(this.#sends(body, room));
  }

  async #sends(body: string, room: Room): Promise<Message> {
    const { id: op, result } = await this.device.operation("send", { roomId: room.id, body });
    return this.#sent(op, result.eventId, body, room);
  }

  /** Sends an event that looks encrypted and that nobody can decrypt: a control sample for the oracles. */
  forges(body: string, room: Room): Saying {
    return new Saying(this.#forges(body, room));
  }

  async #forges(body: string, room: Room): Promise<Message> {
    const content = {
      algorithm: "m.megolm.v1.aes-sha2",
      ciphertext: "AwgAEpABm6t0d2hhdGV2ZXIgdGhpcyBpcyBpdCBpcyBub3QgTWVnb2xt",
      session_id: Buffer.from(body.padEnd(32, "-").slice(0, 32)).toString("base64").replaceAll("=", ""),
      sender_key: "forged",
      device_id: this.device.deviceId,
    };
    const { id: op, result } = await this.device.operation("sendRaw", {
      roomId: room.id,
      type: "m.room.encrypted",
      content,
    });
    return this.#sent(op, result.eventId, body, room, true);
  }

  #sent(op: number, event: string, body: string, room: Room, forged = false): Message {
    const beat = currentBeat().beat ?? body;
    this.stage.journal.write({
      kind: "sent",
      op,
      device: this.name,
      room: room.id,
      event,
      beat,
      body,
      ...(forged && { forged: true }),
    });
    return { event, room, body };
  }

  /** Waits until this device shows the message decrypted. What it never shows is the oracles' business. */
  async reads(message: Message, budgetMs = READING_BUDGET_MS): Promise<boolean> {
    const met = await this.device.watch.until(() => this.#state(message) === "decrypted", budgetMs);
    await this.expectation(`${this.name} reads "${message.body}"`, met, message.event);
    return met;
  }

  /** Waits until this device shows the message at all. */
  async isShown(message: Message, budgetMs = READING_BUDGET_MS): Promise<boolean> {
    const met = await this.device.watch.until(() => this.#state(message) !== undefined, budgetMs);
    await this.expectation(`${this.name} is shown "${message.body}"`, met, message.event);
    return met;
  }

  /** How many messages with this text this device shows. */
  timesRead(body: string): number {
    return [...this.device.timeline.values()].filter((event) => event.state === "decrypted" && event.body === body)
      .length;
  }

  #state(message: Message): string | undefined {
    return this.device.timeline.get(message.event)?.state;
  }

  /** Loads older events of a room. */
  async looksBack(room: Room, limit = 30): Promise<void> {
    await this.device.act("backpaginate", { roomId: room.id, limit });
  }
}

import type { Message } from "./room.ts";
import type { Speaker } from "./speaker.ts";

/** How long a reader is waited for before the plot goes on without, ms. The oracles judge it anyway. */
export const READING_BUDGET_MS = 10_000;

/** A message on its way. Await it to know that it is sent; `readBy` waits for its readers too. */
export class Saying implements PromiseLike<Message> {
  readonly #sent: Promise<Message>;

  constructor(sent: Promise<Message>) {
    this.#sent = sent;
    // Whoever awaits sees the error; a saying that nobody awaits must not end the process.
    this.#sent.catch(() => {});
  }

  /** Waits until these devices show the message decrypted; the plot goes on either way. */
  async readBy(...readers: Speaker[]): Promise<Message> {
    const message = await this.#sent;
    await Promise.all(readers.map((reader) => reader.reads(message)));
    return message;
  }

  /** Waits until these devices show the message in any state, decrypted or not. */
  async shownTo(...viewers: Speaker[]): Promise<Message> {
    const message = await this.#sent;
    await Promise.all(viewers.map((viewer) => viewer.isShown(message)));
    return message;
  }

  // biome-ignore lint/suspicious/noThenProperty: a saying is awaited like a promise
  then<A = Message, B = never>(
    onSent?: ((message: Message) => A | PromiseLike<A>) | null,
    onFailure?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.#sent.then(onSent, onFailure);
  }
}

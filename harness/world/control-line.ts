/** The harness's end of the line into the gateway's tap. */
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command, FromTap, ToTap } from "../../images/gateway/tap/wire.ts";

type Event = Extract<FromTap, { event: string }>;
type Ask = Extract<FromTap, { ask: number }>;

export class ControlLine {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;
  #closed: Error | undefined;
  onEvent: (event: Event) => void = () => {};
  /** Answers the tap's questions. */
  onAsk: (ask: Ask) => unknown = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("close", () => this.#end(new Error("The gateway's control connection is closed.")));
    createInterface(socket)
      .on("line", (line) => this.#receive(JSON.parse(line) as FromTap))
      .on("error", () => {}); // The socket closes next.
  }

  /** Dials until the tap answers: Docker accepts on a published port before the container listens. */
  static async open(at: { host: string; port: number }, secret: string, timeoutMs: number): Promise<ControlLine> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const line = new ControlLine(connect({ ...at, noDelay: true }));
      try {
        await line.send({ do: "authenticate", secret });
        return line;
      } catch (error) {
        line.close();
        if (performance.now() > deadline) throw error;
        await sleep(10);
      }
    }
  }

  /** Resolves with the tap's result, rejects with its error. */
  async send(command: Command): Promise<unknown> {
    if (this.#closed) throw this.#closed;
    const id = ++this.#count;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#write({ id, command });
    return await answer.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(message: FromTap): void {
    if ("event" in message) this.onEvent(message);
    else if ("ask" in message) this.#write({ answer: message.ask, value: this.onAsk(message) });
    else this.#settle(message);
  }

  #settle(message: Extract<FromTap, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result);
    else waiting?.reject(new Error(message.error));
  }

  #write(message: ToTap): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  #end(error: Error): void {
    this.#closed = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

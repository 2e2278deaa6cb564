import { LineFile } from "../journal/index.ts";
import type { Events } from "./protocol.ts";

/** Lines kept while a warm process waits for its device. */
const BACKLOG = 1000;

/** Everything that a client says beside the protocol: its stderr and its SDK's log, in one file. */
export class ClientLog {
  readonly #backlog: string[] = [];
  #file: LineFile | undefined;
  #closed = false;

  /** From now on lines go to this file, first those from before. */
  openAt(path: string): void {
    this.#file = new LineFile(path, "a");
    for (const line of this.#backlog.splice(0)) this.write(line);
  }

  write(line: string): void {
    if (this.#closed) return;
    if (this.#file) this.#file.write(line);
    else if (this.#backlog.push(line) > BACKLOG) this.#backlog.shift();
  }

  readonly sdk = ({ ts, level, message }: Events["log"]): void =>
    this.write(`${new Date(ts).toISOString()} ${level.toUpperCase()} ${message}`);

  close(): void {
    this.#closed = true;
    this.#file?.close();
  }
}

import { createWriteStream, type WriteStream } from "node:fs";
import type { Events } from "./protocol.ts";

/** Lines kept while a warm process waits for its device. */
const BACKLOG = 1000;

/** Everything that a client says beside the protocol: its stderr and its SDK's log, in one file. */
export class ClientLog {
  #backlog: string[] = [];
  #file: WriteStream | undefined;

  /** From now on lines go to this file, first those from before. */
  openAt(path: string): void {
    this.#file = createWriteStream(path, { flags: "a" });
    for (const line of this.#backlog) this.write(line);
    this.#backlog = [];
  }

  write(line: string): void {
    if (this.#file) this.#file.write(`${line}\n`);
    else if (this.#backlog.push(line) > BACKLOG) this.#backlog.shift();
  }

  readonly sdk = ({ ts, level, message }: Events["log"]): void =>
    this.write(`${new Date(ts).toISOString()} ${level.toUpperCase()} ${message}`);

  close(): void {
    this.#file?.end();
  }
}

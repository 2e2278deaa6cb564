import { appendFileSync, closeSync, openSync } from "node:fs";

/** How long (ms) lines wait for others to be written with. */
const GATHERING_MS = 100;

/**
 * A file of lines, such as a log. Lines that come close together are written together: a write of its own for each
 * would cost a run more computing than its judgements. A crash loses the last tenth of a second. What comes after it was
 * closed, such as a server's last words, is not kept.
 */
export class LineFile {
  #file: number | undefined;
  #waiting = "";
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param flags as of `fs.open`
   * @throws Error when the file cannot be opened
   */
  constructor(path: string, flags: "a" | "wx") {
    this.#file = openSync(path, flags);
  }

  write(line: string): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#waiting += `${line}\n`;
    this.#timer ??= setTimeout(() => this.#flush(file), GATHERING_MS);
  }

  /** Everything is written then. Idempotent. */
  close(): void {
    if (this.#file === undefined) return;
    this.#flush(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(file: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    appendFileSync(file, this.#waiting);
    this.#waiting = "";
  }
}

import { appendFileSync, closeSync, openSync } from "node:fs";

/** How long (ms) lines wait for others to be written with. */
const GATHERING_MS = 100;

/**
 * A file of lines, such as a log. Lines that come close together are written together: a write of its own for each
 * would cost a run more computing than its judgements. A crash loses the last tenth of a second.
 */
export class LineFile {
  readonly #file: number;
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
    this.#waiting += `${line}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), GATHERING_MS);
  }

  /** Everything is written then. */
  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    appendFileSync(this.#file, this.#waiting);
    this.#waiting = "";
  }
}

import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import type { Container } from "dockerode";
import { type Journal, LineFile } from "../journal/index.ts";
import { docker } from "./docker.ts";

/** As Python writes levels, and as Go's loggers do. */
const LEVEL = /\b(?:(WARN(?:ING)?|level=warn(?:ing)?)|(ERROR|CRITICAL|FATAL|panic|level=(?:error|fatal)))\b/;

/** Writes a container's log to a file, over all its restarts, and its warnings and errors to the journal. */
export class ContainerLog {
  readonly #source: string;
  readonly #journal: Journal;
  readonly #file: LineFile;
  /** The time of the last line, as Docker writes it: ISO 8601 with nanoseconds. */
  #last: string;
  #stream: NodeJS.ReadableStream | undefined;

  /** @param after what was written until then, ISO 8601, is none of this journal's */
  constructor(source: string, journal: Journal, path: string, after = "") {
    this.#last = after;
    this.#source = source;
    this.#journal = journal;
    this.#file = new LineFile(path, "a");
  }

  /** Reads on until the container ends: from its first line, or from where the last reading ended. */
  follow(container: Container): void {
    this.#read(container).catch((error: Error) => {
      const line = `This log could not be read: ${error.message}`;
      this.#journal.write({ kind: "log", source: this.#source, level: "error", line });
    });
  }

  close(): void {
    (this.#stream as unknown as { destroy(): void } | undefined)?.destroy();
    this.#file.close();
  }

  async #read(container: Container): Promise<void> {
    const options = { follow: true, stdout: true, stderr: true, timestamps: true, since: seconds(this.#last) } as const;
    const framed = await container.logs(options as typeof options & { since: number });
    const lines = new PassThrough();
    docker.modem.demuxStream(framed, lines, lines);
    framed.on("end", () => lines.end());
    createInterface(lines).on("line", (line) => this.#line(line));
    this.#stream = framed;
  }

  #line(stamped: string): void {
    const space = stamped.indexOf(" ");
    const [time, line] = [stamped.slice(0, space), stamped.slice(space + 1)];
    if (time <= this.#last) return;
    this.#last = time;
    this.#file.write(stamped);
    const level = LEVEL.exec(line);
    const t = this.#journal.fromWallClock(Date.parse(time));
    if (level && t >= 0) {
      this.#journal.write({ kind: "log", t, source: this.#source, level: level[1] ? "warn" : "error", line });
    }
  }
}

/** Docker's nanosecond time as the seconds that its `since` takes. */
function seconds(time: string): string {
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? "0";
  return time === "" ? "0" : `${Math.floor(Date.parse(time) / 1000)}.${fraction.padEnd(9, "0")}`;
}

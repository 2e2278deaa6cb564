import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import split from "split2";

const LAST_WORDS = 20;
/** How long output may still trickle in after a process is gone, in milliseconds. */
const DRAIN_MS = 500;
const SETPRIV = "/usr/bin/setpriv";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lastWords: string;
}

/**
 * A process of ours with all its children, as one process group: signals reach the whole group, a Ctrl-C in
 * the terminal does not, and it dies with this process even when that is SIGKILLed.
 */
export class ProcessGroup {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  #lastWords: string[] = [];
  #gone = false;

  /**
   * @param stdio of the first file descriptors; the third is always the process's log
   * @param onLog is called for each line of stderr
   * @param noise lines of stderr that say nothing
   */
  constructor(command: Command, stdio: ("pipe" | "ignore")[], onLog: (line: string) => void, noise?: RegExp) {
    const { file, args } = dyingWithParent(command);
    this.child = spawn(file, args, { stdio, detached: true, env: { ...process.env, ...command.env } });
    (this.child.stderr as Readable).pipe(split()).on("data", (line: string) => {
      if (noise?.test(line)) return;
      this.#lastWords = [...this.#lastWords, line].slice(-LAST_WORDS);
      onLog(line);
    });
    this.exited = this.#watch();
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** The ids of all processes of the group. */
  get members(): number[] {
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return processes.map(Number).filter((pid) => groupOf(pid) === this.child.pid);
  }

  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void {
    if (this.#gone || this.child.pid === undefined) return;
    process.kill(-this.child.pid, signal);
  }

  async end(): Promise<void> {
    this.signal("SIGTERM");
    await this.exited;
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.exited;
  }

  async #watch(): Promise<Exit> {
    const { child } = this;
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const { code, signal, error } = await new Promise<Omit<Exit, "lastWords"> & { error?: Error }>((resolve) => {
      child.once("error", (error) => resolve({ code: null, signal: null, error }));
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    this.#gone = true;
    if (!error) await Promise.race([closed, setTimeout(DRAIN_MS)]);
    return { code, signal, lastWords: error?.message ?? this.#lastWords.join("\n") };
  }
}

/** The fifth field of `/proc/PID/stat`; the second, a name in brackets, may hold blanks. */
function groupOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[2]);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

/** Where the kernel offers it, asks it to kill the child when its parent is gone, even if the child is frozen. */
function dyingWithParent({ file, args }: Command): { file: string; args: string[] } {
  try {
    accessSync(SETPRIV, constants.X_OK);
    return { file: SETPRIV, args: ["--pdeathsig", "KILL", "--", file, ...args] };
  } catch {
    return { file, args: [...args] };
  }
}

/**
 * Trouble with a disk, by strace: it makes the kernel refuse or delay calls of a running process, which notices nothing
 * else, and says of each call what it did.
 */
import { findExecutable } from "../setup/debian-packages.ts";
import type { TroubledDisk } from "./protocol.ts";

/** A program under way. */
interface Running {
  readonly ended: Promise<unknown>;
  end(): Promise<void>;
}

/** Writing at a place in a file, as databases do. Logs and sockets go on. */
const WRITES = "pwrite64,pwritev,pwritev2,fallocate";
const FLUSHES = "fsync,fdatasync,sync_file_range";

/** How many lines of strace an error quotes. */
const LAST_WORDS = 20;

const ATTACHED = /strace: Process \d+ attached/;
const STRUCK = /\((?:INJECTED|DELAYED)\)$/;

/** Writes to databases fail with ENOSPC. @param run starts a command, and hands over each line that it writes */
export function fullDisk(run: Run): Promise<TroubledDisk> {
  return troubled(run, WRITES, "error=ENOSPC");
}

/** Each write to a database, and each flush, takes this much longer. */
export function slowDisk(run: Run, ms: number): Promise<TroubledDisk> {
  return troubled(run, `${WRITES},${FLUSHES}`, `delay_enter=${Math.round(ms * 1000)}`);
}

export type Run = (command: string[], hear: (line: string) => void) => Promise<Running>;

/** This machine's strace. @throws {Error} that says how to get it */
export function findStrace(): string {
  const path = findExecutable("strace");
  if (path) return path;
  throw new Error("A client with a full disk needs strace: install it with `sudo apt-get install strace`.");
}

/** Resolves once strace holds the processes that `run` names to it. @throws {Error} with what strace says when it cannot */
async function troubled(run: Run, calls: string, injection: string): Promise<TroubledDisk> {
  const attached = Promise.withResolvers<void>();
  const said: string[] = [];
  let struck = 0;
  const strace = await run(
    ["strace", "-f", "-s", "0", "-e", "signal=none", "-e", `trace=${calls}`, "-e", `inject=${calls}:${injection}`],
    (line) => {
      if (STRUCK.test(line)) struck++;
      else if (ATTACHED.test(line)) attached.resolve();
      else if (said.push(line) > LAST_WORDS) said.shift();
    },
  );
  void strace.ended.then(() => attached.reject(new Error(`strace holds no process. ${remedyFor(said.join("\n"))}`)));
  try {
    await attached.promise;
  } catch (error) {
    await strace.end();
    throw error;
  }
  return { struck: async () => struck, mend: () => strace.end() };
}

function remedyFor(words: string): string {
  const remedy = "Let it, by `sudo sysctl kernel.yama.ptrace_scope=0` or as root. It says:";
  return words.includes("not permitted") ? `${remedy}\n${words}` : `It says:\n${words}`;
}

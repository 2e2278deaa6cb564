import type { Writable } from "node:stream";
import split from "split2";
import { ClientLog } from "../log.ts";
import {
  type Driver,
  type EventName,
  type Events,
  type Hello,
  type MethodName,
  type Methods,
  PROTOCOL_VERSION,
  type TroubledDisk,
} from "../protocol.ts";
import { Caller } from "../rpc/caller.ts";
import { findStrace, fullDisk } from "../strace.ts";
import { type Command, type Exit, ProcessGroup } from "./process.ts";

const CLOSE_TIMEOUT_MS = 5000;

/** A client in a process of its own that speaks the driver protocol over stdin and stdout. */
export class StdioDriver implements Driver {
  readonly hello: Hello;
  readonly exited: Promise<Exit>;
  readonly #process: ProcessGroup;
  readonly #caller: Caller;
  readonly #log: ClientLog;
  #frozen = false;

  private constructor(process: ProcessGroup, caller: Caller, log: ClientLog, hello: Hello) {
    this.#process = process;
    this.#caller = caller;
    this.#log = log;
    this.hello = hello;
    this.exited = process.exited;
  }

  /**
   * Spawns the client and greets it.
   * @throws DriverError when it does not greet back within 10 s, with its last words when it died
   */
  static async start(name: string, command: Command): Promise<StdioDriver> {
    const log = new ClientLog();
    const group = new ProcessGroup(command, ["pipe", "pipe", "pipe"], (line) => log.write(line));
    const caller = connect(name, group, log);
    try {
      const hello = await caller.call("hello", {});
      if (hello.protocol !== PROTOCOL_VERSION) throw new WrongProtocol(name, hello);
      return new StdioDriver(group, caller, log, hello);
    } catch (error) {
      await group.kill();
      throw error;
    }
  }

  /** Gives a warm client to a device. */
  adopt(name: string, logPath: string): this {
    this.#caller.device = name;
    this.#log.openAt(logPath);
    return this;
  }

  get gone(): boolean {
    return this.#process.gone;
  }

  call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    timeoutMs?: number,
  ): Promise<Methods[M]["result"]> {
    return this.#caller.call(method, params, timeoutMs);
  }

  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void {
    return this.#caller.on(event, listener);
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async freeze(): Promise<void> {
    this.#frozen = true;
    this.#process.signal("SIGSTOP");
  }

  async thaw(): Promise<void> {
    this.#frozen = false;
    this.#process.signal("SIGCONT");
  }

  async fillDisk(): Promise<TroubledDisk> {
    const holdingAll = this.#process.members.flatMap((pid) => ["-p", String(pid)]);
    return await fullDisk(async ([, ...args], hear) => {
      const command = { file: findStrace(), args: [...args, ...holdingAll] };
      const group = new ProcessGroup(command, ["ignore", "ignore", "pipe"], hear);
      return { ended: group.exited, end: () => group.end() };
    });
  }

  async close(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    if (!this.gone && !this.#frozen) {
      const end = Promise.all([this.call("shutdown", {}, timeoutMs).catch(() => {}), this.exited]);
      await Promise.race([end, timeout(timeoutMs)]);
    }
    await this.kill();
  }
}

class WrongProtocol extends Error {
  constructor(name: string, hello: Hello) {
    super(`${name}: ${hello.driver} speaks protocol ${hello.protocol}, but this harness speaks ${PROTOCOL_VERSION}`);
  }
}

function connect(name: string, group: ProcessGroup, log: ClientLog): Caller {
  const stdin = group.child.stdin as Writable;
  // Writing to a process that has just died fails with EPIPE; its exit tells more.
  stdin.on("error", () => {});
  const caller = new Caller(name, (line) => stdin.write(`${line}\n`));
  caller.on("log", log.sdk);
  group.child.stdout?.pipe(split()).on("data", (line: string) => {
    try {
      caller.receive(line);
    } catch {
      log.write(`not a message of the driver protocol: ${line}`);
    }
  });
  void group.exited.then((exit) => {
    caller.end(obituary(exit));
    log.close();
  });
  return caller;
}

function obituary({ code, signal, lastWords }: Exit): string {
  const how = signal ? `by ${signal}` : code === null ? "before it started" : `with code ${code}`;
  return `the client process ended ${how}${lastWords ? `; its last words: ${lastWords}` : ""}`;
}

const timeout = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

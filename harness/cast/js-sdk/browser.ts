import type { Readable, Writable } from "node:stream";
import { type Browser, type BrowserContext, type ConnectOverCDPTransport, chromium } from "playwright-core";
import split from "split2";
import { ProcessGroup } from "../stdio/process.ts";
import { chromiumFlags, findChromium } from "./chromium.ts";

const LAUNCH_TIMEOUT_MS = 30_000;

export interface LaunchOptions {
  /** The profile, with all that pages store. */
  readonly userDataDir: string;
  /** Where the driver's page is served, and the name that pages know it by. */
  readonly assets: { readonly host: string; readonly port: number };
  readonly env: Record<string, string>;
  readonly onLog: (line: string) => void;
}

/** Complaints about a desktop that is not there. */
const NOISE = /dbus\/|Failed to call method: org\.freedesktop/;

/**
 * A Chromium of ours, under Playwright's control through a pipe: it can be killed and frozen as the process
 * tree that it is, and it ends by itself when this process is gone.
 */
export class ChromiumProcess {
  readonly group: ProcessGroup;
  readonly #browser: Browser;

  private constructor(group: ProcessGroup, browser: Browser) {
    this.group = group;
    this.#browser = browser;
  }

  /** @throws Error with its last words when it does not come up within 30 s */
  static async launch({ userDataDir, assets, env, onLog }: LaunchOptions): Promise<ChromiumProcess> {
    const args = [
      ...chromiumFlags(),
      `--user-data-dir=${userDataDir}`,
      `--host-resolver-rules=MAP ${assets.host}:80 127.0.0.1:${assets.port}`,
      "--remote-debugging-pipe",
      "about:blank",
    ];
    const stdio = ["ignore", "ignore", "pipe", "pipe", "pipe"] as const;
    const group = new ProcessGroup({ file: findChromium(), args, env }, [...stdio], onLog, NOISE);
    const ended = group.exited.then(({ lastWords }) => {
      throw new Error(`Chromium did not start: ${lastWords}`);
    });
    ended.catch(() => {});
    const connected = chromium.connectOverCDP(pipeOf(group), { timeout: LAUNCH_TIMEOUT_MS });
    try {
      return new ChromiumProcess(group, await Promise.race([connected, ended]));
    } catch (error) {
      await group.kill();
      throw error;
    }
  }

  /** The context of the profile, whose storage is kept. */
  get profile(): BrowserContext {
    return this.#browser.contexts()[0] as BrowserContext;
  }

  /** A context whose storage lives as long as it does. */
  newContext(): Promise<BrowserContext> {
    return this.#browser.newContext();
  }

  /** Ends gracefully, with everything written. */
  async quit(): Promise<void> {
    const session = await this.#browser.newBrowserCDPSession();
    await session.send("Browser.close").catch(() => {});
    await this.group.exited;
  }
}

/** Messages of the DevTools protocol in both directions, each ended by a zero byte. */
function pipeOf({ child }: ProcessGroup): ConnectOverCDPTransport {
  const [, , , input, output] = child.stdio as [null, null, Readable, Writable, Readable];
  // Writing to a process that has just died fails with EPIPE; its exit tells more.
  input.on("error", () => {});
  const transport: ConnectOverCDPTransport = {
    send: (message) => input.write(`${JSON.stringify(message)}\0`),
    close: () => input.end(),
  };
  output
    .pipe(split("\0"))
    .on("data", (message: string) => transport.onmessage?.(JSON.parse(message)))
    .on("end", () => transport.onclose?.());
  return transport;
}

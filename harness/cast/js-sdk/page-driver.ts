import type { BrowserContext, Page } from "playwright-core";
import { ClientLog } from "../log.ts";
import type { Driver, EventName, Events, Hello, MethodName, Methods, TroubledDisk } from "../protocol.ts";
import { Caller } from "../rpc/caller.ts";
import type { Exit } from "../stdio/process.ts";
import { PAGE_URLS } from "./assets.ts";
import type { ChromiumProcess } from "./browser.ts";
import { exhaustQuota } from "./full-quota.ts";
import { NetworkChanges } from "./network-changes.ts";

const CLOSE_TIMEOUT_MS = 5000;
const MOST_LOADS = 10;

/** A client in a page. */
export class PageDriver implements Driver {
  readonly exited: Promise<Exit>;
  readonly #place: Place;
  readonly #caller: Caller;
  readonly #log: ClientLog;
  #hello: Hello | undefined;
  #gone = false;
  #frozen = false;

  private constructor(place: Place, caller: Caller, log: ClientLog) {
    this.#place = place;
    this.#caller = caller;
    this.#log = log;
    this.exited = place.gone.then((exit) => {
      this.#gone = true;
      caller.end(exit.lastWords || `the page is gone (${exit.signal ?? exit.code})`);
      log.close();
      return exit;
    });
  }

  /** Loads the driver into a page and greets it. */
  static async open(name: string, place: Place, log = new ClientLog()): Promise<PageDriver> {
    const { page } = place;
    const send = (line: string) => void page.evaluate((text) => void receiveFromHarness(text), line).catch(() => {});
    const caller = new Caller(name, send);
    caller.on("log", log.sdk);
    page.on("pageerror", (error) => log.write(error.stack ?? error.message));
    const driver = new PageDriver(place, caller, log);
    await page.exposeBinding("sendToHarness", (_source, lines: string) => {
      for (const line of lines.trimEnd().split("\n")) caller.receive(line);
    });
    const changes = new NetworkChanges(page);
    await page.exposeBinding("brokeOff", (_source, url: string) => {
      const broke = changes.claim(url);
      if (broke) log.write(`The machine's networks changed, and Chromium broke off ${url}: it is asked for again.`);
      return broke;
    });
    if (process.env.TORTURE_JS_LOG === "debug") await page.addInitScript("globalThis.wantsDebugLog = true");
    await load(page, changes);
    driver.#hello = await caller.call("hello", {});
    return driver;
  }

  get hello(): Hello {
    return this.#hello as Hello;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Gives a warm client to a device. */
  adopt(name: string, logPath: string): this {
    this.#caller.device = name;
    this.#log.openAt(logPath);
    return this;
  }

  async call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    timeoutMs?: number,
  ): Promise<Methods[M]["result"]> {
    const result = await this.#caller.call(method, params, timeoutMs);
    if (method === "shutdown") void this.#place.leave();
    return result;
  }

  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void {
    return this.#caller.on(event, listener);
  }

  async kill(): Promise<void> {
    await this.#place.kill();
    await this.exited;
  }

  async freeze(): Promise<void> {
    this.#place.signal("SIGSTOP");
    this.#frozen = true;
  }

  async thaw(): Promise<void> {
    this.#place.signal("SIGCONT");
    this.#frozen = false;
  }

  async fillDisk(): Promise<TroubledDisk> {
    return await exhaustQuota(this.#place.page);
  }

  async openTab(): Promise<PageDriver> {
    return await PageDriver.open(`${this.#caller.device}'s other tab`, await tabBeside(this.#place));
  }

  async close(): Promise<void> {
    if (!this.#gone && !this.#frozen) {
      const end = Promise.all([this.call("shutdown", {}, CLOSE_TIMEOUT_MS).catch(() => {}), this.exited]);
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())]);
    }
    await this.kill();
  }
}

/** @throws Error when the page cannot be loaded for any other reason than that networks change */
async function load(page: Page, changes: NetworkChanges): Promise<void> {
  for (let left = MOST_LOADS; ; left--) {
    const failure = await page.goto(PAGE_URLS.page).then(
      () => undefined,
      (error: Error) => error,
    );
    const brokeOff = Object.values(PAGE_URLS).some((url) => changes.claim(url));
    if (!brokeOff && !failure) return;
    if (!brokeOff || left === 0) throw failure ?? new Error("the machine's networks change too often to load a page");
  }
}

/** Where a page is, and how it ends there. */
export interface Place {
  readonly page: Page;
  readonly gone: Promise<Exit>;
  /** Gracefully. */
  leave(): Promise<void>;
  kill(): Promise<void>;
  /** @throws Error where the process is shared */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
}

/** A Chromium of its own, whose profile is kept. */
export async function ownPlace(chromium: ChromiumProcess): Promise<Place> {
  const { group, profile } = chromium;
  return {
    page: profile.pages()[0] ?? (await profile.newPage()),
    gone: group.exited,
    leave: () => chromium.quit(),
    kill: () => group.kill(),
    signal: (signal) => group.signal(signal),
  };
}

/** A further tab that shares the storage of a place. It can be closed, and only be frozen with its browser. */
async function tabBeside({ page: first, gone, signal }: Place): Promise<Place> {
  const page = await first.context().newPage();
  const { promise: closed, resolve } = Promise.withResolvers<Exit>();
  const close = async () => {
    resolve({ code: 0, signal: null, lastWords: "" });
    await page.close().catch(() => {});
  };
  return { page, gone: Promise.race([closed, gone]), leave: close, kill: close, signal };
}

/** A context in a Chromium with others. Killing it is closing it, which the page does not notice either. */
export async function sharedPlace(chromium: ChromiumProcess, context: BrowserContext): Promise<Place> {
  const page = await context.newPage();
  const crashed = new Promise<Exit>((resolve) => {
    page.on("crash", () => resolve({ code: null, signal: null, lastWords: "its page crashed" }));
  });
  const { promise: left, resolve } = Promise.withResolvers<Exit>();
  const close = async (exit: Omit<Exit, "lastWords">) => {
    resolve({ ...exit, lastWords: "" });
    await context.close().catch(() => {});
  };
  return {
    page,
    gone: Promise.race([left, crashed, chromium.group.exited]),
    leave: () => close({ code: 0, signal: null }),
    kill: () => close({ code: null, signal: "SIGKILL" }),
    signal: () => {
      throw new Error("this client shares its process: start it with ownProcess to freeze it");
    },
  };
}

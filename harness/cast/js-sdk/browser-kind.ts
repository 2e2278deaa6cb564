import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientLog } from "../log.ts";
import type { DriverKind } from "../protocol.ts";
import { WarmPool } from "../warm-pool.ts";
import { Assets } from "./assets.ts";
import { ChromiumProcess } from "./browser.ts";
import { bundleDriver } from "./bundle.ts";
import { capabilitiesOf } from "./driver/capabilities.ts";
import { ownPlace, PageDriver, sharedPlace } from "./page-driver.ts";
import { chosenVersion, type JsSdkKindOptions, resolveSdk } from "./sdk.ts";

/**
 * matrix-js-sdk in Chromium, as Element Web runs it, with IndexedDB. Clients share one browser, each in a
 * context of its own, unless the story kills or freezes them: then each has a browser with its profile in
 * the device's folder, and can be taken up again there.
 */
export function browserKind({ version, warm = 2 }: JsSdkKindOptions = {}): DriverKind {
  const sdkVersion = chosenVersion(version);
  const house = new House(version);
  const pool = new WarmPool({
    size: warm,
    make: async () => PageDriver.open("js", await house.room()),
    dispose: (driver) => driver.kill(),
    usable: (driver) => !driver.gone,
  });
  return {
    kind: "js",
    capabilities: new Set(capabilitiesOf(sdkVersion, true)),
    versions: async () => (await pool.peek()).hello.versions,
    start: async ({ name, storePath, logPath, ownProcess, env, clockSkewMs }) => {
      const alone = ownProcess || env || clockSkewMs;
      const driver = await (alone ? house.alone(name, storePath, env, clockSkewMs) : pool.take());
      return driver.adopt(name, logPath);
    },
    close: async () => {
      await pool.close();
      await house.close();
    },
  };
}

/** Runs in a page, before all else there: from then on its clock is ahead by this much. */
function setClock(skewMs: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() + skewMs;
  globalThis.Date = new Proxy(Date, {
    apply: () => new Date(Date.now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [Date.now()], newTarget),
  });
}

/** What the pages of a run share: their server and, where they may, their browser. Made on first use. */
class House {
  readonly #version: string | undefined;
  #assets: Promise<Assets> | undefined;
  #shared: Promise<{ chromium: ChromiumProcess; profile: string }> | undefined;

  constructor(version: string | undefined) {
    this.#version = version;
  }

  async room() {
    this.#shared ??= this.#launchShared();
    const { chromium } = await this.#shared;
    return sharedPlace(chromium, await chromium.newContext());
  }

  async alone(name: string, storePath: string, env: Record<string, string> = {}, clockSkewMs = 0): Promise<PageDriver> {
    const log = new ClientLog();
    const assets = await this.#serve();
    const userDataDir = join(storePath, "chromium");
    const chromium = await ChromiumProcess.launch({ userDataDir, assets, env, onLog: (line) => log.write(line) });
    const place = await ownPlace(chromium);
    if (clockSkewMs !== 0) await place.page.addInitScript(setClock, clockSkewMs);
    return PageDriver.open(name, place, log);
  }

  async close(): Promise<void> {
    const shared = await this.#shared?.catch(() => undefined);
    if (shared) {
      await shared.chromium.group.kill();
      await rm(shared.profile, { recursive: true, force: true });
    }
    await (await this.#assets)?.close();
  }

  #serve(): Promise<Assets> {
    this.#assets ??= resolveSdk(this.#version)
      .then((sdk) => bundleDriver(sdk, "page"))
      .then((folder) => Assets.serve(folder));
    return this.#assets;
  }

  async #launchShared() {
    const [assets, profile] = await Promise.all([this.#serve(), mkdtemp(join(tmpdir(), "torture-chromium-"))]);
    return {
      chromium: await ChromiumProcess.launch({ userDataDir: profile, assets, env: {}, onLog: () => {} }),
      profile,
    };
  }
}

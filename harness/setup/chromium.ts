import { findChromium, findShell } from "../cast/js-sdk/chromium.ts";
import { installDebianPackages, isOffered, thisMachine, withApt } from "./debian-packages.ts";
import { runLogged } from "./run-logged.ts";
import { SetupError } from "./setup-error.ts";
import type { Progress } from "./step.ts";

/** The ways to a browser, so that the choice between them can be tested. */
export interface BrowserSources {
  find(): string;
  /** Playwright's own download. */
  download(progress: Progress): Promise<void>;
  /** The system's package. */
  install(progress: Progress): Promise<void>;
  /** Adds one without windows, which computes less, where that takes no more than a package. */
  lighten(progress: Progress): Promise<void>;
}

const SHELL_PACKAGE = "chromium-headless-shell";
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** Leaves a Chromium for the js clients. @throws {SetupError} which says how to get one. */
export async function ensureChromium(progress: Progress, sources: BrowserSources = realSources): Promise<string> {
  if (found(sources)) {
    await sources.lighten(progress).catch(() => {});
    return noted(sources.find(), progress);
  }
  try {
    await sources.download(progress);
  } catch {
    await sources.install(progress);
  }
  const got = found(sources);
  if (!got)
    throw new SetupError("There is still no Chromium: run `npx playwright-core install chromium`, then start again.");
  return noted(got, progress);
}

function found(sources: BrowserSources): string | undefined {
  try {
    return sources.find();
  } catch {
    return undefined;
  }
}

function noted(path: string, progress: Progress): string {
  progress(path);
  return path;
}

const realSources: BrowserSources = {
  find: findChromium,
  download: (progress) => {
    const download = (...options: string[]) => {
      const args = ["playwright-core", "install", ...options, "chromium"];
      return runLogged({ log: "chromium", command: "npx", args, timeoutMs: DOWNLOAD_TIMEOUT_MS }, progress);
    };
    return thisMachine().root ? withApt(() => download("--with-deps")) : download();
  },
  install: (progress) => installDebianPackages(["chromium"], "There is no Chromium", progress),
  lighten: async (progress) => {
    if (findShell() || !thisMachine().root || !(await isOffered(SHELL_PACKAGE))) return;
    await installDebianPackages([SHELL_PACKAGE], "Chromium has windows", progress);
  },
};

import { existsSync, globSync } from "node:fs";
import { chromium } from "playwright-core";

/** Chromium without windows: its pages take a third less computing. */
const INSTALLED_SHELL = "/usr/bin/chromium-headless-shell";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser that js clients run in: one without windows if there is any, and Playwright's own before the system's.
 * @throws Error that says how to get one
 */
export function findChromium(): string {
  const found = findShell() ?? [chromium.executablePath(), ...INSTALLED].find(existsSync);
  if (found) return found;
  throw new Error("there is no Chromium: run `npx playwright-core install chromium`, or `apt-get install chromium`");
}

/** A Chromium that never has windows. */
export function findShell(): string | undefined {
  return [...shellsBeside(chromium.executablePath()), INSTALLED_SHELL].find(existsSync);
}

/** Playwright keeps it in a folder like that of the browser with windows; its name depends on the platform. */
export function shellsBeside(executable: string): string[] {
  const [, folder, revision] = /^(.*)[/\\]chromium-(\d+)[/\\]/.exec(executable) ?? [];
  return folder
    ? globSync(`${folder}/chromium_headless_shell-${revision}/*/{chrome-headless-shell,headless_shell}`)
    : [];
}

/** What makes a browser quiet, and keeps a page that nobody looks at as fast as one in front. */
export function chromiumFlags(): string[] {
  return [
    "--headless",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-breakpad",
    "--disable-search-engine-choice-screen",
    "--metrics-recording-only",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    `--disable-features=${DISABLED_FEATURES.join()}`,
  ];
}

const DISABLED_FEATURES = [
  "CalculateNativeWinOcclusion",
  "IntensiveWakeUpThrottling",
  "MediaRouter",
  "OptimizationHints",
  "Translate",
  // Pages of the address bar, which each window would load in a process of their own, for 0.6 s of computing time.
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxPopup",
];

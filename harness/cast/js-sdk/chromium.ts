import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser that js clients run in: Playwright's own where it is installed, else the system's.
 * @throws Error that says how to get one
 */
export function findChromium(): string {
  const found = [chromium.executablePath(), ...INSTALLED].find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error("there is no Chromium: run `npx playwright-core install chromium`, or `apt-get install chromium`");
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

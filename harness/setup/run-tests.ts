import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EVERYTHING, needsOfTests } from "./needs.ts";
import { CACHE } from "./paths.ts";
import { prepare } from "./prepare.ts";
import { runLogged } from "./run-logged.ts";
import { step } from "./step.ts";

const CHECKS: Record<string, string[]> = {
  types: ["npx", "tsc", "-p", "."],
  style: ["npx", "biome", "check", "--error-on-warnings"],
  imports: ["npx", "depcruise", "harness"],
  "lock file": ["npm", "ci", "--dry-run", "--no-audit"],
};
const CHECK_TIMEOUT_MS = 10 * 60_000;
/** A container takes longer to start than a unit test may last, ms. */
const INTEGRATION_TIMEOUT_MS = 120_000;
const TOTALS = join(CACHE, "test-totals");

/** What mocha counts. */
export interface Totals {
  passes: number;
  failures: number;
  pending: number;
}

/** `npm test`: with arguments, only mocha with those; without, the checks and both suites. Returns the exit code. */
export async function runTests(argv: string[]): Promise<number> {
  rmSync(TOTALS, { recursive: true, force: true });
  mkdirSync(TOTALS, { recursive: true });
  if (argv.length > 0) {
    await prepare(needsOfTests(argv));
    return close([await mocha("chosen", argv)]);
  }
  await Promise.all(Object.entries(CHECKS).map(([name, args]) => check(name, args)));
  const unit = await mocha("unit", ["tests/unit/**/*.test.ts"]);
  await prepare(EVERYTHING);
  const timeout = ["--timeout", String(INTEGRATION_TIMEOUT_MS)];
  return close([unit, await mocha("integration", [...timeout, "tests/integration/**/*.test.ts"])]);
}

/** The sum of several suites, as the last line of a test run. */
export function closingLine(suites: readonly Totals[]): string {
  const sum = (count: keyof Totals) => suites.reduce((total, suite) => total + suite[count], 0);
  const skipped = sum("pending") > 0 ? `, ${sum("pending")} skipped` : "";
  return `${sum("passes")} passed, ${sum("failures")} failed${skipped}`;
}

function check(name: string, [command = "", ...args]: string[]): Promise<void> {
  const log = `check-${name.replaceAll(" ", "-")}`;
  return step(`check ${name}`, (progress) => runLogged({ log, command, args, timeoutMs: CHECK_TIMEOUT_MS }, progress));
}

/** Runs mocha in a process of its own. A suite that ends without its totals has failed. */
async function mocha(suite: string, args: string[]): Promise<Totals> {
  const totals = join(TOTALS, `${suite}.json`);
  const reporter = ["--reporter", "tests/support/counting-reporter.ts", "--reporter-option", `totals=${totals}`];
  const command = ["node_modules/mocha/bin/mocha.js", ...reporter, ...args];
  const child = spawn(process.execPath, command, { stdio: "inherit" });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    return JSON.parse(readFileSync(totals, "utf8"));
  } catch {
    console.error(`The ${suite} tests ended with ${code} before their report.`);
    return { passes: 0, failures: 1, pending: 0 };
  }
}

function close(suites: Totals[]): number {
  const line = closingLine(suites);
  writeFileSync(join(TOTALS, "closing-line"), `${line}\n`);
  console.log(line);
  return suites.some(({ failures }) => failures > 0) ? 1 : 0;
}

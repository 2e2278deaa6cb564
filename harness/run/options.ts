import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import type { Policy } from "../journal/index.ts";
import { collectHomeserver, type HomeserverChoices, homeserverArguments } from "./homeserver-choice.ts";
import { UsageError } from "./usage-error.ts";

export const DEFAULT_SCENARIOS = "scenarios";
/** What `npm run torture` plays when nothing is named. */
export const DEFAULT_WORDS = ["quick"];

/** The options that choose versions, servers and worlds: every command that deploys has them. */
export interface Pins {
  jsSdk?: string;
  rustSdk?: string;
  synapse?: string;
  homeserver: HomeserverChoices;
  /** What Synapse keeps its data in: SQLite where nothing is said, PostgreSQL where workers are. */
  database?: "sqlite" | "postgres";
  /** Synapse runs as several processes. */
  workers?: boolean;
  profile?: "fast" | "production";
  driver: Record<string, string>;
}

export function addPins(command: Command): Command {
  return command
    .option(
      "--js-sdk <version|path>",
      "matrix-js-sdk, e.g. 43.0.0 or 43.0.0+wasm=18.9.0 (37 or newer), or a packed .tgz",
    )
    .option("--rust-sdk <version|path>", "matrix-rust-sdk, e.g. 0.18.0, or a checkout")
    .option("--synapse <version>", "Synapse from PyPI, e.g. 1.163.2")
    .option(
      "--homeserver <[hs=]server>",
      "dendrite, dendrite:0.13.8, synapse:1.103.0 or any Complement-contract image, for one server (hs2=…) or for all; repeatable",
      collectHomeserver,
      {},
    )
    .option(
      "--driver <name=command>",
      "a client kind of your own that speaks the driver protocol; repeatable",
      collectPairs,
      {},
    )
    .addOption(new Option("--database <name>", "what Synapse keeps its data in").choices(["sqlite", "postgres"]))
    .option("--workers", "Synapse as a main process and workers, behind a router; on Postgres")
    .addOption(new Option("--profile <name>", "the servers' federation back-off").choices(["fast", "production"]))
    .hook("preAction", (_, chosen) => checkServers(chosen.opts<Pins>()));
}

/** @throws {UsageError} when two of the pins exclude each other. */
function checkServers({ workers, database }: Pins): void {
  if (workers && database === "sqlite") {
    throw new UsageError(
      "--workers and --database sqlite exclude each other: Synapse's workers share a Postgres. Leave one of them out.",
    );
  }
}

/** When a decryption counts as late, and when as lost: the thresholds of Element's analytics. */
export const DEFAULT_POLICY: Policy = { lateAfterMs: 4_000, lostAfterMs: 60_000 };

/** The thresholds as they are typed, in seconds. What is left out stays as it is. */
export interface Thresholds {
  lateAfter?: number;
  lostAfter?: number;
}

export function addThresholds(command: Command): Command {
  const seconds = (name: string) => positiveNumber(name, 86_400);
  return command
    .option("--late-after <seconds>", "when a failure to decrypt counts as late (default 4)", seconds("--late-after"))
    .option("--lost-after <seconds>", "when it counts as lost (default 60)", seconds("--lost-after"));
}

/** @throws {UsageError} unless a message is late before it is lost. */
export function policyOf({ lateAfter, lostAfter }: Thresholds, otherwise: Policy = DEFAULT_POLICY): Policy {
  const policy = {
    lateAfterMs: lateAfter === undefined ? otherwise.lateAfterMs : lateAfter * 1000,
    lostAfterMs: lostAfter === undefined ? otherwise.lostAfterMs : lostAfter * 1000,
  };
  if (policy.lateAfterMs < policy.lostAfterMs) return policy;
  throw new UsageError(
    `A message cannot be lost after ${policy.lostAfterMs / 1000} s when it is late only after ${policy.lateAfterMs / 1000} s. Make --late-after smaller than --lost-after.`,
  );
}

/** What has to be repeated to reproduce a run: the pins, the folder of scenarios, and the thresholds. */
export function pinArguments({
  scenarios = DEFAULT_SCENARIOS,
  policy: { lateAfterMs, lostAfterMs } = DEFAULT_POLICY,
  ...pins
}: Pins & { scenarios?: string; policy?: Policy }): string[] {
  const threshold = (option: string, ms: number, usual: number) => (ms === usual ? [] : [option, `${ms / 1000}`]);
  const pairs = (option: string, values: Record<string, string>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const plain = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value]);
  return [
    ...plain("--js-sdk", pins.jsSdk),
    ...plain("--rust-sdk", pins.rustSdk),
    ...plain("--synapse", pins.synapse),
    ...plain("--database", pins.database),
    ...(pins.workers ? ["--workers"] : []),
    ...plain("--profile", pins.profile),
    ...homeserverArguments(pins.homeserver),
    ...pairs("--driver", pins.driver),
    ...plain("--scenarios", scenarios === DEFAULT_SCENARIOS ? undefined : scenarios),
    ...threshold("--late-after", lateAfterMs, DEFAULT_POLICY.lateAfterMs),
    ...threshold("--lost-after", lostAfterMs, DEFAULT_POLICY.lostAfterMs),
  ];
}

/** What `pinArguments` made arguments of. */
export function parsePins(words: readonly string[]): Pins & { scenarios: string; policy: Policy } {
  const command = addThresholds(addPins(new Command())).option("--scenarios <folder>", "", DEFAULT_SCENARIOS);
  const { lateAfter, lostAfter, ...pins } = command
    .parse(words, { from: "user" })
    .opts<Pins & Thresholds & { scenarios: string }>();
  return { ...pins, policy: policyOf({ ...(lateAfter && { lateAfter }), ...(lostAfter && { lostAfter }) }) };
}

function collectPairs(text: string, soFar: Record<string, string>): Record<string, string> {
  const cut = text.indexOf("=");
  if (cut < 1 || cut === text.length - 1) {
    throw new UsageError(`"${text}" is not of the form name=value, e.g. mine="python3 driver.py".`);
  }
  return { ...soFar, [text.slice(0, cut)]: text.slice(cut + 1) };
}

/** @throws {UsageError} unless the text is a number above 0, and at most `most`. */
function positiveNumber(name: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value > 0 && value <= most) return value;
    throw new UsageError(`${name} "${text}" is out of range: a number above 0, at most ${most}.`);
  };
}

/** @throws {UsageError} unless the text is a whole number within the bounds. */
export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new UsageError(`${name} "${text}" is out of range: a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** `90s`, `30m` or `8h` in ms. */
export function parseDuration(text: string): number {
  const [, count, unit = ""] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (!count) throw new UsageError(`"${text}" is not a duration. Write 90s, 30m or 8h.`);
  return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s"];
}

export function parseShard(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!index || !of || index > of) throw new UsageError(`"${text}" is not a shard. Write i/n, like 1/4 up to 4/4.`);
  return { index, of };
}

/** Plays at once; `auto`: as many as keep the cores busy. */
export type Jobs = number | "auto";

export function addJobs(command: Command): Command {
  const parse = (text: string): Jobs => (text === "auto" ? text : wholeNumber("--jobs", 1, 64)(text));
  return command.option("--jobs <n>", "plays at once; auto: as many as keep the cores busy", parse, "auto");
}

/** Places of a run. `auto`: one more than there are cores, since a play waits as well, and at most 8. */
export function placesFor(jobs: Jobs): number {
  return jobs === "auto" ? Math.min(8, availableParallelism() + 1) : jobs;
}

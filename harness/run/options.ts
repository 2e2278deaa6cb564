import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { Option } from "commander";
import type { ServerName } from "../journal/index.ts";
import { UsageError } from "./usage-error.ts";

export const DEFAULT_SCENARIOS = "scenarios";
/** What `npm run torture` plays when nothing is named. */
export const DEFAULT_WORDS = ["quick"];

/** The options that choose versions, servers and worlds: every command that deploys has them. */
export interface Pins {
  jsSdk?: string;
  rustSdk?: string;
  synapse?: string;
  homeserver: Record<ServerName, string>;
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
    .option("--homeserver <hs=image>", "any Complement-contract image for one server; repeatable", collectPairs, {})
    .option(
      "--driver <name=command>",
      "a client kind of your own that speaks the driver protocol; repeatable",
      collectPairs,
      {},
    )
    .addOption(new Option("--profile <name>", "the servers' federation back-off").choices(["fast", "production"]));
}

/** The pins, and the folder of scenarios, as they have to be repeated to reproduce a run. */
export function pinArguments({ scenarios = DEFAULT_SCENARIOS, ...pins }: Pins & { scenarios?: string }): string[] {
  const pairs = (option: string, values: Record<string, string>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const plain = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value]);
  return [
    ...plain("--js-sdk", pins.jsSdk),
    ...plain("--rust-sdk", pins.rustSdk),
    ...plain("--synapse", pins.synapse),
    ...plain("--profile", pins.profile),
    ...pairs("--homeserver", pins.homeserver),
    ...pairs("--driver", pins.driver),
    ...plain("--scenarios", scenarios === DEFAULT_SCENARIOS ? undefined : scenarios),
  ];
}

function collectPairs(text: string, soFar: Record<string, string>): Record<string, string> {
  const cut = text.indexOf("=");
  if (cut < 1 || cut === text.length - 1) {
    throw new UsageError(`"${text}" is not of the form name=value, e.g. hs1=my-synapse:latest.`);
  }
  return { ...soFar, [text.slice(0, cut)]: text.slice(cut + 1) };
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

export function parseShard(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!index || !of || index > of) throw new UsageError(`"${text}" is not a shard. Write i/n, like 1/4 up to 4/4.`);
  return { index, of };
}

/** Plays at once: one for each core, since a play waits more than it computes, and at most 8. */
export function defaultJobs(): number {
  return Math.min(8, Math.max(1, availableParallelism()));
}

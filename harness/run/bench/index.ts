import type { DriverKind } from "../../cast/protocol.ts";
import { ExitCode } from "../exit-code.ts";
import { closeKinds, openKinds } from "../kinds.ts";
import { defaultRun, firstMessage, gatewayOverhead, NO_PINS, worldsCold, worldsFromPool } from "./measures.ts";
import { type Figure, figureLine, HEAD } from "./table.ts";

type Measure = (kinds: Map<string, DriverKind>) => Promise<Figure[]>;

/** What can be measured by itself, in this order when nothing is named. */
const PARTS: Record<string, Measure> = {
  worlds: async () => [await worldsCold()],
  requests: async () => [await gatewayOverhead()],
  stories: async (kinds) => [
    await firstMessage("node@hs1,rust@hs2", 1500, kinds),
    await firstMessage("js@hs1,js@hs2", 2500, kinds),
    await worldsFromPool("js@hs1,js@hs2", kinds),
  ],
  run: defaultRun,
};

/**
 * Measures what the harness costs, and prints a line for each figure.
 * @param words the parts to measure; all without any
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  const unknown = words.find((word) => !(word in PARTS));
  if (unknown !== undefined) {
    console.error(`There is nothing to measure called "${unknown}". Choose from: ${Object.keys(PARTS).join(", ")}.`);
    return ExitCode.usage;
  }
  const kinds = await openKinds(NO_PINS);
  try {
    console.log(HEAD);
    for (const [name, measure] of Object.entries(PARTS)) {
      if (words.length > 0 && !words.includes(name)) continue;
      for (const figure of await measure(kinds)) console.log(figureLine(figure));
    }
    return ExitCode.holds;
  } finally {
    await closeKinds(kinds);
  }
}

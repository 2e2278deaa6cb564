import type { HttpEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import { type Facts, overlap } from "../facts/index.ts";
import { clock } from "../sentences.ts";

const WINDOW_MS = 10_000;
/** Requests of one device (or server) to one route in any ten seconds, whatever the story does. */
const ALLOWANCE = 60;
/** And for each operation that is under way in them: one may well need several requests. */
const PER_OPERATION = 5;

/** Nobody floods anybody: request rates stay bounded, also while a server does not answer. */
export const storms: Oracle = {
  name: "storms",
  examine({ facts }) {
    const streams = Map.groupBy(facts.of("http"), ({ link, device, route }) => `${device ?? link} ${route}`);
    return [...streams.values()].flatMap((stream) => worstWindow(facts, stream) ?? []);
  },
};

function worstWindow(facts: Facts, stream: readonly HttpEntry[]): NewFinding | undefined {
  let tail = 0;
  for (const [head, exchange] of stream.entries()) {
    while ((stream[tail] as HttpEntry).t <= exchange.t - WINDOW_MS) tail += 1;
    const requests = head - tail + 1;
    if (requests > ALLOWANCE && requests > allowanceAt(facts, exchange.t)) return finding(exchange, requests);
  }
  return undefined;
}

function allowanceAt({ operations }: Facts, t: number): number {
  const window = { from: t - WINDOW_MS, to: t };
  const busy = operations.filter((operation) => overlap(operation, window)).length;
  return ALLOWANCE + PER_OPERATION * busy;
}

function finding({ device, link, route, t }: HttpEntry, requests: number): NewFinding {
  const who = device ?? link;
  const story = [`${who} made ${requests} requests to ${route} in the ${WINDOW_MS / 1000} s up to ${clock(t)}.`];
  return { kind: "storm", severity: "broken", ...(device && { device }), story };
}

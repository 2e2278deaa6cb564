import type { HttpEntry } from "../../journal/index.ts";
import { endOf } from "./exchange.ts";
import type { Facts } from "./facts.ts";
import { overlap, type Span } from "./span.ts";

/** Servers answer with errors for a while after the world has healed: they back off from each other, ms. */
const AFTERMATH_MS = 5_000;

/** Whether a fault, or a server that was down, may have had to do with what happened in this span. */
export function isDisturbed(facts: Facts, span: Span): boolean {
  const within = { from: span.from - AFTERMATH_MS, to: span.to };
  return facts.faults.some((fault) => overlap(fault, within)) || downtimes(facts).some((down) => overlap(down, within));
}

/** How long before `t` nothing had disturbed the world, ms; counted from the end of the last disturbance's aftermath. */
export function calmBefore(facts: Facts, t: number): number {
  const disturbances = [...facts.faults, ...downtimes(facts)].filter(({ from }) => from <= t);
  return t - Math.max(0, ...disturbances.map(({ to }) => to + AFTERMATH_MS));
}

export function isExchangeDisturbed(facts: Facts, exchange: HttpEntry): boolean {
  return exchange.faults.length > 0 || isDisturbed(facts, { from: exchange.t, to: endOf(exchange) });
}

/** When any server was down: the gaps between the spans in which it was up. */
function downtimes({ serversUp }: Facts): Span[] {
  return [...serversUp.values()].flatMap((spans) =>
    spans.map(({ to }, at) => ({ from: to, to: spans[at + 1]?.from ?? Number.POSITIVE_INFINITY })),
  );
}

import type { Entry } from "../../journal/entries.ts";
import { endOf } from "./faults.ts";

/** A stretch during which a client process or a server was in one state. */
export interface LifeSpan {
  lane: string;
  state: "up" | "down" | "paused";
  from: number;
  to: number;
}

const STATES: Record<string, LifeSpan["state"]> = {
  started: "up",
  thawed: "up",
  unpaused: "up",
  stopped: "down",
  killed: "down",
  died: "down",
  frozen: "paused",
  paused: "paused",
};

/** How each device's client and each server lived: clients from their start, servers from the beginning. */
export function livesOf(entries: readonly Entry[]): LifeSpan[] {
  const end = endOf(entries);
  const spans: LifeSpan[] = [];
  const current = new Map<string, LifeSpan>();
  const enter = (lane: string, state: LifeSpan["state"], from: number) => {
    const before = current.get(lane);
    if (before) before.to = from;
    const span = { lane, state, from, to: end };
    current.set(lane, span);
    spans.push(span);
  };
  for (const server of serversOf(entries)) enter(server, "up", 0);
  for (const entry of entries) {
    if (entry.kind === "client") enter(entry.device, STATES[entry.phase] ?? "up", entry.t);
    if (entry.kind === "server") enter(entry.server, STATES[entry.phase] ?? "up", entry.t);
  }
  return spans.filter(({ from, to }) => to > from);
}

function serversOf(entries: readonly Entry[]): Set<string> {
  return new Set(
    entries.flatMap((entry) => (entry.kind === "device" || entry.kind === "server" ? [entry.server] : [])),
  );
}

import { contains, covered, type Device, departureAfter, type Facts, type Message } from "./facts/index.ts";
import type { Obligation } from "./obligations.ts";
import type { ReasonCode } from "./reasons.ts";

/** Why an owed message need not be there, or why that cannot be judged. */
export interface Excuse {
  readonly outcome: "not-owed" | "unknown";
  readonly reason: ReasonCode;
}

const notOwed = (reason: ReasonCode): Excuse => ({ outcome: "not-owed", reason });
const unknown = (reason: ReasonCode): Excuse => ({ outcome: "unknown", reason });

/** Excuses an owed message that the device never showed. */
export function excuseAbsence(facts: Facts, obligation: Obligation): Excuse | undefined {
  const { message, device, since } = obligation;
  const sinceSent = { from: Math.max(message.to, since), to: facts.endsAt };
  const hadTime = covered(sinceSent, device.syncing) >= facts.header.policy.lostAfterMs;
  if (device.death && !hadTime) return notOwed("device-gone");
  if (departureAfter(facts.rooms.get(message.room), device.user, message.from)) return notOwed("left-before-delivery");
  if (!storyWasPlayed(facts)) return unknown("story-interrupted");
  if (brokeOff(facts) && covered(sinceSent, device.syncing) < facts.header.policy.lateAfterMs)
    return unknown("story-ended-early");
  if (!syncingAtEnd(facts, device) && !hadTime) return notOwed("client-not-running");
  if (!serverUpAtEnd(facts, device)) return unknown("server-down");
  return gapInTimeline(facts, obligation) ? unknown("outside-timeline") : undefined;
}

/** Excuses a failure to decrypt that was standing when the device, its client or the journal ended, and was fresh. */
export function excuseStandingFailure(facts: Facts, { device }: Obligation, stoodMs: number): Excuse | undefined {
  if (stoodMs >= facts.header.policy.lateAfterMs) return undefined;
  if (device.death) return notOwed("device-gone");
  if (!storyWasPlayed(facts)) return unknown("story-interrupted");
  if (brokeOff(facts)) return unknown("story-ended-early");
  return device.running.some((span) => contains(span, facts.endsAt)) ? undefined : unknown("client-not-running");
}

function storyWasPlayed({ end }: Facts): boolean {
  return end !== undefined && end.outcome !== "interrupted";
}

/** Then nobody waited for what was still on its way. */
function brokeOff({ end }: Facts): boolean {
  return end?.outcome === "failed";
}

function syncingAtEnd(facts: Facts, device: Device): boolean {
  return device.syncing.some((span) => contains(span, facts.endsAt));
}

function serverUpAtEnd(facts: Facts, device: Device): boolean {
  return facts.serversUp.get(device.server)?.some((span) => contains(span, facts.endsAt)) ?? true;
}

/**
 * A device that was away gets only the newest events of a room: if it has shown a later one, an older one may lie in
 * the gap. One whose user joined later gets nothing from before the join. Both have to look back for it.
 */
function gapInTimeline(facts: Facts, { message, device, since }: Obligation): boolean {
  const lookedBack = facts
    .named("backpaginate", device.name)
    .some(({ from, outcome }) => from >= Math.max(message.to, since) && outcome === "ok");
  if (lookedBack) return false;
  if (since > message.to) return true;
  const wasAway = !device.syncing.some((span) => contains(span, message.from)) || underFault(facts, message);
  const showsLater = facts.messages.some(
    ({ room, event, from }) =>
      room === message.room && from > message.from && facts.sightings(event, device.name).length > 0,
  );
  return wasAway && showsLater;
}

function underFault(facts: Facts, { from }: Message): boolean {
  return facts.faults.some((fault) => contains(fault, from));
}

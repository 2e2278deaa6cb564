import type { RoomKeyEntry, TimelineEntry } from "../journal/index.ts";
import { covered, type Facts } from "./facts/index.ts";
import type { Obligation } from "./obligations.ts";

/** How one device fared with one message. */
export interface Reading {
  /** The last failure to decrypt it. */
  readonly failure: TimelineEntry | undefined;
  /** How long the longest failure stood while the client ran and the message was owed, ms. */
  readonly stoodMs: number;
  /** When it was readable for good; absent when it is not. */
  readonly readAt: number | undefined;
  readonly everDecrypted: boolean;
  /** The first copy of its Megolm session that this device reported. */
  readonly key: RoomKeyEntry | undefined;
  /** When it was first shown, in whatever state. */
  readonly seenAt: number | undefined;
}

export function readingOf(facts: Facts, { message, device, since }: Obligation): Reading {
  const sightings = facts.sightings(message.event, device.name);
  const readable = ({ state }: TimelineEntry) => state !== "utd";
  const last = sightings.at(-1);
  const lastFailure = sightings.findLastIndex((entry) => !readable(entry));
  const endsAt = Math.min(facts.endsAt, device.death?.to ?? facts.endsAt);
  const failures = sightings.flatMap((entry, at) =>
    readable(entry) ? [] : [{ from: Math.max(entry.t, since), to: sightings[at + 1]?.t ?? endsAt }],
  );
  return {
    failure: sightings[lastFailure],
    stoodMs: longest(mergeTouching(failures).map((span) => covered(span, device.running))),
    readAt: last && readable(last) ? sightings[lastFailure + 1]?.t : undefined,
    everDecrypted: sightings.some(({ state }) => state === "decrypted"),
    key: facts.roomKeys(message.session, device.name)[0],
    seenAt: sightings[0]?.t,
  };
}

/** A failure that is shown again, perhaps with another code, is the same failure. */
function mergeTouching(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  return spans.reduce<{ from: number; to: number }[]>((merged, span) => {
    const previous = merged.at(-1);
    if (previous && previous.to >= span.from) previous.to = span.to;
    else merged.push({ ...span });
    return merged;
  }, []);
}

const longest = (lengths: number[]): number => Math.max(0, ...lengths);

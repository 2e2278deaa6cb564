import type { Entry, HttpEntry, TimelineEntry } from "../../../../journal/entries.ts";
import type { LedgerRow } from "../../../../oracle/index.ts";
import { endOf, type FaultBand, faultBands } from "../../../tale/faults.ts";
import { type Hop, hopsOf } from "../../../tale/hops.ts";
import { type Lane, lanesOf, lanesOfTarget } from "../../../tale/lanes.ts";
import { type LifeSpan, livesOf } from "../../../tale/lives.ts";
import { type Loss, lossesOf } from "../../../tale/losses.ts";
import { type BeatSpan, beatSpans } from "../../../tale/steps.ts";

/** A lane with its place: top and height in pixels. */
export interface PlacedLane extends Lane {
  top: number;
  height: number;
  middle: number;
}

/** The id of the step that shows an exchange in full. */
export type StepOf = (exchange: HttpEntry) => number | undefined;

/** Everything that the timeline draws, in the journal's time and in lanes. */
export interface TimelineModel {
  end: number;
  lanes: PlacedLane[];
  height: number;
  bands: (FaultBand & { lanes: PlacedLane[] })[];
  hops: Hop[];
  exchanges: HttpEntry[];
  lives: LifeSpan[];
  shown: TimelineEntry[];
  losses: Loss[];
  beats: BeatSpan[];
}

const HEIGHTS: Record<Lane["kind"], number> = { device: 44, link: 34, server: 36 };

export function modelOf(entries: readonly Entry[], ledger: readonly LedgerRow[]): TimelineModel {
  const end = endOf(entries);
  const { lanes, height } = place(lanesOf(entries));
  return {
    ...{ end, lanes, height },
    bands: faultBands(entries).map((band) => ({ ...band, lanes: lanesOfTarget(band.target, lanes) as PlacedLane[] })),
    hops: hopsOf(entries),
    exchanges: entries.filter((entry): entry is HttpEntry => entry.kind === "http"),
    lives: livesOf(entries),
    shown: entries.filter((entry): entry is TimelineEntry => entry.kind === "timeline"),
    losses: lossesOf(ledger, end),
    beats: beatSpans(entries),
  };
}

function place(lanes: Lane[]): { lanes: PlacedLane[]; height: number } {
  let height = 0;
  const placed = lanes.map((lane) => {
    const top = height;
    height += HEIGHTS[lane.kind];
    return { ...lane, top, height: HEIGHTS[lane.kind], middle: top + HEIGHTS[lane.kind] / 2 };
  });
  return { lanes: placed, height };
}

/** The part of the story that a reader wants to see first: around the losses, else all of it. */
export function interestingSpan({ losses, end }: TimelineModel): { from: number; to: number } | undefined {
  if (losses.length === 0) return undefined;
  const from = Math.min(...losses.map(({ row }) => row.sentAt));
  const to = Math.max(...losses.map(({ t, row }) => Math.max(t, row.readAt ?? 0)));
  const margin = Math.max(400, (to - from) * 0.3);
  return { from: Math.max(0, from - margin), to: Math.min(end, to + margin) };
}

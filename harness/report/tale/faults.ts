import type { Entry, FaultEntry } from "../../journal/entries.ts";

/** A fault from its beginning to its healing. */
export interface FaultBand {
  id: string;
  name: string;
  target: string;
  from: number;
  /** The story's end when it never healed. */
  to: number;
  healed: boolean;
  bites?: number;
  detail?: string;
}

export function faultBands(entries: readonly Entry[]): FaultBand[] {
  const faults = entries.filter((entry): entry is FaultEntry => entry.kind === "fault");
  const end = endOf(entries);
  return faults
    .filter(({ phase }) => phase === "begin")
    .map(({ id, name, target, t }) => {
      const heal = faults.find((entry) => entry.id === id && entry.phase === "heal");
      return {
        ...{ id, name, target, from: t, to: heal?.t ?? end, healed: heal !== undefined },
        ...(heal?.evidence && { bites: heal.evidence.bites, detail: heal.evidence.detail }),
      };
    });
}

/** When the last entry was written, ms. */
export function endOf(entries: readonly Entry[]): number {
  return entries.reduce((latest, { t }) => Math.max(latest, t), 0);
}

/** `bit 3 times: …`, or that it touched nothing. */
export function evidenceText({ bites, detail }: FaultBand): string {
  if (bites === undefined) return "no evidence was recorded";
  if (bites === 0) return `touched nothing${detail ? `: ${detail}` : ""}`;
  return `bit ${bites === 1 ? "once" : `${bites} times`}${detail ? `: ${detail}` : ""}`;
}

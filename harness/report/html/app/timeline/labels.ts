import type { Hop } from "../../../tale/hops.ts";

interface Drawn {
  hop: Hop;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

const CHARACTER = 6.6;
const LINE = 13;

/** Which arrows get their label: those that stopped first, then as many as fit without covering each other. */
export function placeLabels(drawn: readonly Drawn[]): Set<number> {
  const order = [...drawn.keys()].sort((a, b) => Number(drawn[b]?.hop.stopped) - Number(drawn[a]?.hop.stopped));
  const taken: { left: number; right: number; y: number }[] = [];
  const labelled = new Set<number>();
  for (const index of order) {
    const box = boxOf(drawn[index] as Drawn);
    if (taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    labelled.add(index);
  }
  return labelled;
}

function boxOf({ hop, x1, x2, y1, y2 }: Drawn) {
  const left = (x1 + x2) / 2;
  return { left, right: left + 8 + hop.label.length * CHARACTER, y: (y1 + y2) / 2 };
}

function overlap(a: ReturnType<typeof boxOf>, b: ReturnType<typeof boxOf>): boolean {
  return a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < LINE;
}

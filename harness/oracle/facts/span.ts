/** A stretch of the story's time, ms. Open ends are infinite. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function contains(span: Span, t: number): boolean {
  return span.from <= t && t <= span.to;
}

/** Spans that only touch do not overlap: the journal is written in order, also within one tick of its clock. */
export function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

/** How much of `span` the `pieces` cover, ms. The pieces do not overlap each other. */
export function covered(span: Span, pieces: readonly Span[]): number {
  return pieces.reduce((sum, piece) => {
    const length = Math.min(span.to, piece.to) - Math.max(span.from, piece.from);
    return sum + Math.max(0, length);
  }, 0);
}

/** Turns moments of beginning and ending into spans; what never ends stays open. */
export function spansOf(moments: readonly { t: number; on: boolean }[]): Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const { t, on } of moments) {
    if (on) from ??= t;
    else if (from !== undefined) {
      spans.push({ from, to: t });
      from = undefined;
    }
  }
  if (from !== undefined) spans.push({ from, to: Number.POSITIVE_INFINITY });
  return spans;
}

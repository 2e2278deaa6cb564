/** One figure, measured again and again. */
export interface Figure {
  what: string;
  unit: "ms" | "s" | "MB";
  /** One for each time that it was measured. */
  values: readonly number[];
  /** What it shall be at most. */
  target: number;
}

export const HEAD = line("what", ["min", "median", "max"], "target");

/** `what, unit   min  median  max   <= target`, and a mark where the median misses the target. */
export function figureLine({ what, unit, values, target }: Figure): string {
  const middle = median(values);
  const figures = [Math.min(...values), middle, Math.max(...values)].map((value) => value.toFixed(1));
  return line(`${what}, ${unit}`, figures, `<= ${target}${middle > target ? "  missed" : ""}`);
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

function line(what: string, figures: readonly string[], target: string): string {
  return `${what.padEnd(58)} ${figures.map((figure) => figure.padStart(9)).join("")}   ${target}`;
}

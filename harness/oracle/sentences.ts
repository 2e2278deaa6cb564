/** A moment of the story as its readers see it, e.g. `1.234 s`. */
export function clock(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** A length of time, e.g. `350 ms` or `61.2 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "nothing") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** `1 time`, `2 times`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until the answer is not undefined. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await sleep(50);
  }
}

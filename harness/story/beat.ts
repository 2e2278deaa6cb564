import { AsyncLocalStorage } from "node:async_hooks";
import type { Journal } from "../journal/index.ts";

const beats = new AsyncLocalStorage<string>();

/** The beat that the caller is in, as a part of a journal entry. */
export function currentBeat(): { beat?: string } {
  const beat = beats.getStore();
  return beat === undefined ? {} : { beat };
}

/** Names a moment of the story; what happens within carries the name. */
export async function playBeat<T>(journal: Journal, name: string, body: () => PromiseLike<T>): Promise<T> {
  journal.write({ kind: "beat", name, phase: "begin" });
  try {
    return await beats.run(name, async () => await body());
  } finally {
    journal.write({ kind: "beat", name, phase: "end" });
  }
}

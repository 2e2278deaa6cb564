import type { Journal } from "../journal/index.ts";
import { outstanding } from "../oracle/index.ts";

/** How long messages that are owed and not yet read are waited for after the last line, ms. */
export const DEFAULT_PATIENCE_MS = 5_000;

const LOOK_AGAIN_MS = 50;

/** Waits until every owed message is read, or patience is at its end. */
export async function settle(journal: Journal, patienceMs = DEFAULT_PATIENCE_MS, signal: AbortSignal): Promise<void> {
  const deadline = journal.now() + patienceMs;
  let looked = 0;
  while (journal.now() < deadline && !signal.aborted) {
    if (journal.entries.length > looked) {
      looked = journal.entries.length;
      if (outstanding(journal.entries).length === 0) return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

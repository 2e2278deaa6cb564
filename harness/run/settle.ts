import type { Journal } from "../journal/index.ts";
import { judge } from "../oracle/index.ts";

/** How long messages that are owed and not yet read are waited for after the last line, ms. */
export const DEFAULT_PATIENCE_MS = 5_000;

const LOOK_AGAIN_MS = 50;

/** Waits until every owed message is read, or patience is at its end. */
export async function settle(journal: Journal, patienceMs = DEFAULT_PATIENCE_MS, signal: AbortSignal): Promise<void> {
  const deadline = journal.now() + patienceMs;
  let looked = -1;
  while (journal.now() < deadline && !signal.aborted) {
    if (journal.entries.length > looked) {
      looked = journal.entries.length;
      if (!isOutstanding(journal)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Whether a message is owed to a device that does not show it; a forged one need only be shown. */
function isOutstanding(journal: Journal): boolean {
  const forged = new Set(
    journal.entries.flatMap((entry) => (entry.kind === "sent" && entry.forged ? [entry.event] : [])),
  );
  return judge(journal.entries).ledger.some(
    ({ outcome, event }) => outcome === "never-arrived" || (outcome === "lost" && !forged.has(event)),
  );
}

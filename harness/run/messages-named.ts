import type { Entry } from "../journal/index.ts";

/** The event ids of the messages that have this text, or this event id. */
export function messagesNamed(entries: readonly Entry[], wanted: string): string[] {
  return entries.flatMap((entry) =>
    entry.kind === "sent" && (entry.event === wanted || entry.body === wanted) ? [entry.event] : [],
  );
}

import type { Entry, HttpEntry, KeySummary } from "../../journal/entries.ts";
import { failed } from "./exchange.ts";

/**
 * Whether an exchange tells something about a failure: a fault touched it, it failed, or it carried keys.
 * A browser's question before the question (`OPTIONS`) never does.
 */
export function isTelling(exchange: HttpEntry): boolean {
  return (
    exchange.method !== "OPTIONS" && (exchange.faults.length > 0 || failed(exchange) || carriesKeys(exchange.keys))
  );
}

function carriesKeys(keys: KeySummary | undefined): boolean {
  if (!keys) return false;
  const { uploaded, claimed, toDevice, queried, deviceLists, events } = keys;
  return Boolean(
    uploaded?.oneTimeKeys.length ||
      uploaded?.deviceKeys ||
      claimed ||
      queried?.users.length ||
      toDevice?.length ||
      deviceLists?.changed.length ||
      events?.some(({ session, membership }) => session || membership),
  );
}

/** The telling exchanges around some messages: from when the first was asked for until shortly after the last failed. */
export function exchangesAround(entries: readonly Entry[], from: number, to: number): HttpEntry[] {
  return entries
    .filter((entry): entry is HttpEntry => entry.kind === "http")
    .filter((exchange) => exchange.t + exchange.durationMs >= from && exchange.t <= to && isTelling(exchange))
    .sort((a, b) => a.t - b.t);
}

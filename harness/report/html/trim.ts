import type { Entry, EntryKind } from "../../journal/entries.ts";
import { isTelling } from "../tale/relevance.ts";
import type { Detail } from "./payload.ts";

/** Without these there is no timeline. */
const PLOT: EntryKind[] = [
  ...(["header", "device", "client", "beat", "op", "sent", "timeline"] as const),
  ...(["fault", "server", "expectation", "end"] as const),
];

/** A journal with only the entries of a level of detail; it is a journal still. */
export function trimJournal(entries: Entry[], detail: Detail): Entry[] {
  switch (detail) {
    case "everything":
      return entries;
    case "telling":
      return entries.filter((entry) => isWorthTelling(entry));
    case "plot":
      return entries.filter(({ kind }) => PLOT.includes(kind));
    case "nothing":
      return [];
  }
}

function isWorthTelling(entry: Entry): boolean {
  switch (entry.kind) {
    case "http":
      return isTelling(entry);
    case "log":
      return entry.level === "error";
    case "clientEvent":
    case "roomState":
      return false;
    default:
      return true;
  }
}

import type { LogEntry } from "../../journal/index.ts";
import { contains } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import type { Trail } from "./trail.ts";

/** More lines than these hide the telling ones. */
const MOST_LINES = 3;
const LONGEST_LINE = 240;
/** How long before the send and after the failure a line may still be about them, ms. */
const AROUND_MS = 2_000;

const ABOUT_KEYS = /olm|session|key|device|federat|transaction/i;
/** Says once more that the message cannot be decrypted. */
const ECHO = /decrypt(ing)? (a |room |the )*event/i;

/** What clients and servers on the key's way logged of each other or of the message, as warnings and errors, in its time. */
export function linesLogged(trail: Trail): string[] {
  const told = trail.facts.of("log").filter((entry) => isWarning(entry) && concerns(trail, entry));
  const lines = new Map(
    told.map((entry) => [`${entry.source} ${gist(entry)}`, entry]).reverse() as [string, LogEntry][],
  );
  return [...lines.values()]
    .sort((a, b) => a.t - b.t)
    .slice(0, MOST_LINES)
    .map((entry) => `${entry.source} logged at ${clock(entry.t)}: “${gist(entry)}”`);
}

const isWarning = ({ level }: LogEntry) => level === "warn" || level === "error";

function concerns({ message, row, sender, recipient }: Trail, { source, line, t }: LogEntry): boolean {
  const time = { from: message.from - AROUND_MS, to: (row.failedAt ?? message.to) + AROUND_MS };
  const atSender = source === sender.name || source === sender.server;
  if (!atSender && source !== recipient.name && source !== recipient.server) return false;
  const other = atSender ? recipient : sender;
  const names = [other.user, `"${other.deviceId}"`, `[${other.server}]`, message.event, message.session];
  return (
    contains(time, t) && ABOUT_KEYS.test(line) && !ECHO.test(line) && names.some((name) => name && line.includes(name))
  );
}

/** The message without Synapse's date, and without the place in the source that Rust's logs go on with. */
function gist({ line }: LogEntry): string {
  const undated = line.replace(/^[\d-]+T[\d:.]+Z /, "");
  const [text = ""] = undated.replaceAll(/\s+/g, " ").split(/ at (?=\/|crates\/)/);
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

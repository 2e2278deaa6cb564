/** Canonical JSON and event ids (server-server specification, "Signing Events"; room versions 3 and later). */
import { createHash } from "node:crypto";

type Json = Record<string, unknown>;

/** Sorted keys, no white space, UTF-8. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value as Json)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(",")}}`;
}

/** Fields that redaction leaves alone up to room version 10, and removes since. Dendrite still writes the first. */
const KEPT_ONCE = ["origin", "membership", "prev_state"];

/** What redaction leaves of an event's own fields, before room version 11 and since. */
const KEPT = [
  "type",
  "room_id",
  "sender",
  "state_key",
  "hashes",
  "depth",
  "prev_events",
  "auth_events",
  "origin_server_ts",
];

/**
 * The id of an encrypted message as it travels between servers: its reference hash. Undefined for other events,
 * whose redaction depends on a room version that a transaction does not tell.
 */
export function eventId(pdu: Json): string | undefined {
  if (pdu.type !== "m.room.encrypted" || pdu.hashes === undefined) return undefined;
  if (KEPT_ONCE.some((key) => key in pdu)) return undefined;
  const kept = Object.fromEntries(KEPT.filter((key) => key in pdu).map((key) => [key, pdu[key]]));
  const hash = createHash("sha256").update(canonicalJson({ ...kept, content: {} }));
  return `$${hash.digest("base64url")}`;
}

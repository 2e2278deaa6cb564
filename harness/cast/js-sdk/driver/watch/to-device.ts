import type { Events } from "../../../protocol.ts";
import type { Emit } from "../../../rpc/server.ts";
import type { MachineCalls } from "./machine-calls.ts";
import type { RoomKeyWatch } from "./room-keys.ts";

/** A to-device event as the machine gave it back. */
interface Processed {
  readonly outcome: Events["toDevice"]["outcome"];
  readonly event: { type: string; sender: string; content: Record<string, unknown> };
}

/** To-device events whose content holds keys: it must not reach the journal. */
const SECRET = /^m\.room_key$|^m\.forwarded_room_key$|^m\.secret\.send$|secret\.push|room_key_bundle|encryption_keys/;

/** By crypto-wasm's `ProcessedToDeviceEventType`, which came with version 14.1. */
const OUTCOMES = ["decrypted", "utd", "plain", "ignored"] as const;

/** Reports each to-device event that a sync brings, also those that the SDK drops. */
export function watchToDevice(calls: MachineCalls, roomKeys: RoomKeyWatch, emit: Emit): void {
  const report = (result: unknown, input: unknown) => {
    for (const { event, outcome } of readProcessed(result, input as string)) {
      const { type, sender, content } = event;
      if (type === "m.room_key" && outcome === "decrypted") roomKeys.sent(content.room_id, content.session_id);
      const open = outcome !== "utd" && !SECRET.test(type);
      emit("toDevice", { type, sender, outcome, ...(open && { content }) });
    }
  };
  calls.after("receiveSyncChanges", report);
  calls.after("receiveSyncChangesMsc4186", report);
}

function readProcessed(result: unknown, input: string): Processed[] {
  if (typeof result === "string") return compare(JSON.parse(input), JSON.parse(result));
  return (result as { type: number; rawEvent: string }[]).map(({ type, rawEvent }) => ({
    outcome: OUTCOMES[type] ?? "ignored",
    event: JSON.parse(rawEvent),
  }));
}

/** Before it told outcomes, the machine gave each event back in its place, decrypted where it could. */
function compare(before: Processed["event"][], after: Processed["event"][]): Processed[] {
  return after.map((event, position) => {
    const wasEncrypted = before[position]?.type === "m.room.encrypted";
    if (!wasEncrypted) return { outcome: "plain", event };
    return { outcome: event.type === "m.room.encrypted" ? "utd" : "decrypted", event };
  });
}

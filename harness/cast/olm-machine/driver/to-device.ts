import type { Emit } from "../../rpc/server.ts";
import type { ReceivedToDevice } from "../machine/machine.ts";

/** To-device events whose content holds keys: it must not reach the journal. */
const SECRET = /^m\.room_key$|^m\.forwarded_room_key$|^m\.secret\.send$|secret\.push|room_key_bundle|encryption_keys/;

export function reportToDevice(received: readonly ReceivedToDevice[], emit: Emit): void {
  for (const { outcome, event } of received) {
    const { type, sender, content } = event;
    const open = outcome !== "utd" && !SECRET.test(type);
    emit("toDevice", { type, sender, outcome, ...(open && { content }) });
  }
}

/** The sessions that their senders said they would not share. */
export const withheldSessions = (received: readonly ReceivedToDevice[]): Set<unknown> =>
  new Set(received.flatMap(({ event }) => (event.type === "m.room_key.withheld" ? [event.content.session_id] : [])));

import { randomUUID } from "node:crypto";
import type { Handlers } from "../../rpc/server.ts";
import type { Content, RoomEvent } from "../machine/machine.ts";
import { retrying } from "../matrix/homeserver.ts";
import type { Context } from "./context.ts";
import type { Device } from "./device.ts";
import type { Room } from "./rooms.ts";

export const messages = (context: Context): Handlers => ({
  send: async ({ roomId, body }) => {
    const { device } = context;
    const room = await device.rooms.ready(roomId);
    return room.exclusively(() => sendMessage(device, room, { msgtype: "m.text", body }));
  },

  sendRaw: ({ roomId, type, content }) => put(context.device, roomId, type, content),

  backpaginate: async ({ roomId, limit }) => {
    const room = context.device.rooms.known(roomId);
    let loaded = 0;
    while (loaded < limit && room.olderThan !== undefined) {
      loaded += await loadOlder(context.device, room, limit - loaded);
    }
    return { reachedStart: room.olderThan === undefined };
  },

  event: async ({ roomId, eventId }) => {
    const { server, timeline } = context.device;
    return timeline.show(roomId, await server.json<RoomEvent>("GET", ["rooms", roomId, "event", eventId]));
  },
});

async function sendMessage(device: Device, room: Room, content: Content): Promise<{ eventId: string }> {
  const { roomId } = room;
  if (!room.encryption) return put(device, roomId, "m.room.message", content);
  await shareRoomKey(device, room);
  return put(device, roomId, "m.room.encrypted", await device.machine.encrypt(roomId, "m.room.message", content));
}

/** Sees to it that each recipient's device has the key of what is sent next. */
async function shareRoomKey({ machine, outgoing }: Device, room: Room): Promise<void> {
  const { recipients, historyVisibility, encryption } = room;
  await machine.trackUsers(recipients);
  await outgoing.flush();
  const claim = await machine.missingSessions(recipients);
  if (claim) await outgoing.send(claim);
  const requests = await machine.shareRoomKey(room.roomId, recipients, { historyVisibility, ...encryption });
  await Promise.all(requests.map((request) => outgoing.send(request)));
}

async function put({ server }: Device, roomId: string, type: string, body: Content): Promise<{ eventId: string }> {
  const path = ["rooms", roomId, "send", type, randomUUID()];
  const answer = await retrying(() => server.json("PUT", path, { body }));
  return { eventId: String(answer.event_id) };
}

/** @returns how many events came */
async function loadOlder({ server, timeline }: Device, room: Room, limit: number): Promise<number> {
  const { roomId, olderThan: from = "" } = room;
  const query = { dir: "b", from, limit: String(limit) };
  const page = await server.json<{ chunk: RoomEvent[]; end?: string }>("GET", ["rooms", roomId, "messages"], { query });
  room.olderThan = page.end;
  await timeline.add(roomId, page.chunk);
  return page.chunk.length;
}

import { EventTimeline, type MatrixEvent, Method, MsgType, type Room } from "matrix-js-sdk";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";
import { knownRoom } from "./rooms.ts";

export const messages = (context: Context): Handlers => ({
  send: async ({ roomId, body }) => {
    const { client, sync } = context.device;
    await sync.joinedRoom(roomId);
    const { event_id: eventId } = await client.sendMessage(roomId, { msgtype: MsgType.Text, body });
    return { eventId };
  },

  sendRaw: async ({ roomId, type, content }) => {
    const { client } = context.device;
    const parts = ["rooms", roomId, "send", type, client.makeTxnId()];
    const path = `/${parts.map(encodeURIComponent).join("/")}`;
    const answer = await client.http.authedRequest<{ event_id: string }>(Method.Put, path, undefined, content);
    return { eventId: answer.event_id };
  },

  backpaginate: async ({ roomId, limit }) => {
    const room = knownRoom(context, roomId);
    const { older, reachedStart } = await loadOlder(context, room, limit);
    await context.device.timeline.settled(older);
    return { reachedStart };
  },

  event: async ({ roomId, eventId }) => {
    const event = context.device.client.getRoom(roomId)?.findEventById(eventId);
    return context.device.timeline.show(event ?? (await fetchEvent(context, roomId, eventId)));
  },
});

async function loadOlder(
  { device }: Context,
  room: Room,
  limit: number,
): Promise<{ older: MatrixEvent[]; reachedStart: boolean }> {
  const timeline = room.getLiveTimeline();
  const known = new Set(timeline.getEvents());
  const older = () => timeline.getEvents().filter((event) => !known.has(event));
  let more = true;
  while (more && older().length < limit) {
    more = await device.client.paginateEventTimeline(timeline, { backwards: true, limit: limit - older().length });
  }
  return { older: older(), reachedStart: timeline.getPaginationToken(EventTimeline.BACKWARDS) === null };
}

async function fetchEvent({ device: { client } }: Context, roomId: string, eventId: string): Promise<MatrixEvent> {
  const event = client.getEventMapper()(await client.fetchRoomEvent(roomId, eventId));
  await client.decryptEventIfNeeded(event);
  return event;
}

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

/** Loads across gaps: where the live timeline has met an older one, it goes on with that. */
async function loadOlder(
  { device }: Context,
  room: Room,
  limit: number,
): Promise<{ older: MatrixEvent[]; reachedStart: boolean }> {
  const known = new Set(eventsIn(room));
  const older = () => eventsIn(room).filter((event) => !known.has(event));
  const missing = () => limit - older().length;
  const oldest = () => oldestTimeline(room.getLiveTimeline());
  const reachedStart = () => oldest().getPaginationToken(EventTimeline.BACKWARDS) === null;
  while (missing() > 0 && !reachedStart()) {
    await device.client.paginateEventTimeline(oldest(), { backwards: true, limit: missing() });
  }
  return { older: older(), reachedStart: reachedStart() };
}

const eventsIn = (room: Room): MatrixEvent[] =>
  room
    .getUnfilteredTimelineSet()
    .getTimelines()
    .flatMap((timeline) => timeline.getEvents());

function oldestTimeline(timeline: EventTimeline): EventTimeline {
  const older = timeline.getNeighbouringTimeline(EventTimeline.BACKWARDS);
  return older ? oldestTimeline(older) : timeline;
}

async function fetchEvent({ device: { client } }: Context, roomId: string, eventId: string): Promise<MatrixEvent> {
  const event = client.getEventMapper()(await client.fetchRoomEvent(roomId, eventId));
  await client.decryptEventIfNeeded(event);
  return event;
}

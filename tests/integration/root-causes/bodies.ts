/** What a man in the middle, or a broken server, makes of the bodies of requests and replies. */
import { isDeepStrictEqual } from "node:util";
import type { TapReply, TapRequest } from "../../../harness/world/gateway.ts";

type Json = Record<string, unknown>;
type Change<T = unknown> = (part: T) => unknown;

const asObject = (value: unknown): Json => (value ?? {}) as Json;

/** Answers with the same, but for a part of its JSON; leaves alone what has no such part. */
export const replying = (change: (body: Json) => Json) => (_: TapRequest, reply: TapReply) => {
  const json = change(asObject(reply.json));
  return isDeepStrictEqual(json, reply.json) ? undefined : { ...reply, json };
};

/** Changes what lies at a path; leaves a body alone that has nothing there. */
export function at(body: Json, [key, ...rest]: string[], change: Change): Json {
  if (key === undefined || body[key] === undefined) return body;
  const changed = rest.length > 0 ? at(asObject(body[key]), rest, change) : change(body[key]);
  return { ...body, [key]: changed };
}

/** The to-device messages of a sync, old or sliding. */
export function atToDevice(sync: Json, change: (events: Json[]) => unknown): Json {
  const changed = (events: unknown) => change(events as Json[]);
  return at(at(sync, ["to_device", "events"], changed), ["extensions", "to_device", "events"], changed);
}

/** Every encrypted event in the timelines of a sync, old or sliding. Null takes it out. */
export function atMessages(sync: Json, change: (event: Json) => Json | null): Json {
  const inTimeline = (events: unknown) =>
    (events as Json[]).map((event) => (event.type === "m.room.encrypted" ? change(event) : event)).filter(Boolean);
  const inRooms = (path: string[]) => (rooms: unknown) =>
    Object.fromEntries(Object.entries(asObject(rooms)).map(([id, room]) => [id, at(asObject(room), path, inTimeline)]));
  const sliding = "pos" in sync;
  return sliding
    ? at(sync, ["rooms"], inRooms(["timeline"]))
    : at(sync, ["rooms", "join"], inRooms(["timeline", "events"]));
}

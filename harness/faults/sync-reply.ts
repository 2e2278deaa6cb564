/**
 * Changes what a client is told by a sync: `/sync` of version 2 and simplified sliding sync (MSC4186) alike.
 * What is not changed stays the same object.
 */
export type Json = Record<string, unknown>;

/** The to-device messages. Left alone where they are not asked for, as by the room list's sliding sync. */
export function withToDevice(body: Json, change: (events: Json[]) => Json[]): Json {
  return withExtension(body, "to_device", ["events"], change);
}

/** The users whose devices have changed. Left alone where they are not asked for. */
export function withChangedUsers(body: Json, change: (users: string[]) => string[]): Json {
  return withExtension(body, "e2ee", ["device_lists", "changed"], change);
}

/** The timelines of all rooms that the user is in. */
export function withTimelines(body: Json, change: (events: Json[]) => Json[]): Json {
  return withRooms(body, (room) => withLists(room, ["timeline"], change));
}

/** Every list of room events: timelines, states, and the states that invites come with. */
export function withRoomEvents(body: Json, change: (events: Json[]) => Json[]): Json {
  return withRooms(body, (room) => withLists(room, ROOM_LISTS, change));
}

const ROOM_LISTS = [
  "timeline",
  "state",
  "state_after",
  "org.matrix.msc4222.state_after",
  "invite_state",
  "required_state",
];
const SECTIONS = ["join", "invite", "knock", "leave"];

/** In version 2, what extensions carry is beside them: `to_device`, and `device_lists` of `e2ee`. */
function withExtension<T>(body: Json, name: "to_device" | "e2ee", path: string[], change: (items: T[]) => T[]): Json {
  if (!isSliding(body)) return at(body, name === "e2ee" ? path : [name, ...path], change);
  return name in objectIn(body, "extensions") ? at(body, ["extensions", name, ...path], change) : body;
}

function withRooms(body: Json, change: (room: Json) => Json): Json {
  const inSection = (sections: Json, name: string): Json => under(sections, name, (rooms) => mapped(rooms, change));
  if (isSliding(body)) return inSection(body, "rooms");
  return under(body, "rooms", (rooms) => SECTIONS.reduce(inSection, rooms));
}

/** Lists are arrays in sliding sync, and hold `events` in version 2. */
function withLists(room: Json, names: string[], change: (events: Json[]) => Json[]): Json {
  const there = names.filter((name) => name in room);
  return there.reduce(
    (changed, name) => at(changed, Array.isArray(room[name]) ? [name] : [name, "events"], change),
    room,
  );
}

function mapped(objects: Json, change: (object: Json) => Json): Json {
  return Object.keys(objects).reduce((changed, key) => under(changed, key, change), objects);
}

/** The list at this place changed; made where there is none and something comes into it. */
function at<T>(parent: Json, [key = "", ...rest]: string[], change: (items: T[]) => T[]): Json {
  if (rest.length > 0) return under(parent, key, (child) => at(child, rest, change));
  const before = (parent[key] ?? []) as T[];
  const after = change(before);
  const same = after.length === before.length && after.every((item, index) => item === before[index]);
  return same ? parent : { ...parent, [key]: after };
}

function under(parent: Json, key: string, change: (child: Json) => Json): Json {
  const before = objectIn(parent, key);
  const after = change(before);
  return after === before ? parent : { ...parent, [key]: after };
}

function isSliding(body: Json): boolean {
  return "pos" in body;
}

/** The object under this key; an empty one where there is none. */
export function objectIn(parent: Json, key: string): Json {
  return (parent[key] ?? {}) as Json;
}

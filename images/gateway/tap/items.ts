/** Takes single items out of a sync reply, a federation transaction or a to-device request. */
import type { ItemMatch } from "../../../harness/world/gateway.ts";
import { asArray, asObject, contains, isMeant, isUser, type Names } from "./match.ts";
import { segments } from "./routes.ts";
import { isSliding } from "./summary.ts";

type Json = Record<string, unknown>;

interface Item {
  type?: unknown;
  sender?: unknown;
  recipient?: { user: string; deviceId: string };
  content?: unknown;
}

/** Whether an item shall go; asked once for each item that matches, so that it may count. */
export type Verdict = () => boolean;

type Stays = (item: Item) => boolean;

export interface Caller {
  user?: string;
  deviceId?: string;
  path?: string;
}

/** The body without the items that match and for which `goes` says so. The same object when nothing went. */
export function withoutItems(
  route: string,
  json: unknown,
  match: ItemMatch,
  caller: Caller,
  names: Names,
  goes: Verdict,
): unknown {
  const body = asObject(json);
  let gone = 0;
  const stays: Stays = (item) => {
    const out = itemMatches(match, item, names) && goes();
    if (out) gone++;
    return !out;
  };
  const left =
    route === "sync"
      ? fromSync(body, match, caller, stays)
      : route === "federation/send"
        ? fromTransaction(body, match, stays)
        : fromToDeviceRequest(body, match, caller, stays);
  return gone > 0 ? left : json;
}

function itemMatches(match: ItemMatch, item: Item, names: Names): boolean {
  return (
    (match.type === undefined || contains(match.type, item.type)) &&
    (match.sender === undefined || isUser(match.sender, item.sender, names)) &&
    (match.to === undefined || (item.recipient !== undefined && isMeant(match.to, item.recipient, names))) &&
    (match.content === undefined || contains(match.content, item.content))
  );
}

function fromSync(body: Json, match: ItemMatch, caller: Caller, stays: Stays): Json {
  switch (match.of) {
    case "toDevice":
      return atToDevice(body, (events) => events.filter((event) => stays(received(event, caller))));
    case "deviceList":
      return atDeviceLists(body, (users) =>
        users.filter((user) => stays({ type: "m.device_list_update", sender: user })),
      );
    case "event":
      return atTimelines(body, (events) => events.filter((event) => stays(asObject(event))));
    case "edu":
      return body;
  }
}

function fromTransaction(body: Json, match: ItemMatch, stays: Stays): Json {
  const edus = asArray(body.edus).map(asObject);
  switch (match.of) {
    case "event":
      return { ...body, pdus: asArray(body.pdus).filter((pdu) => stays(asObject(pdu))) };
    case "edu":
      return { ...body, edus: edus.filter((edu) => stays(eduItem(edu))) };
    case "deviceList":
      return { ...body, edus: edus.filter((edu) => !isDeviceList(edu) || stays(eduItem(edu))) };
    case "toDevice":
      return {
        ...body,
        edus: edus.map((edu) => {
          if (edu.edu_type !== "m.direct_to_device") return edu;
          const content = asObject(edu.content);
          return {
            ...edu,
            content: { ...content, messages: fromMessages(content, asObject(content.messages), stays) },
          };
        }),
      };
  }
}

/** The event type stands in the path: `…/sendToDevice/{eventType}/{txnId}`. */
function fromToDeviceRequest(body: Json, match: ItemMatch, { user, path = "" }: Caller, stays: Stays): Json {
  if (match.of !== "toDevice") return body;
  const head = { type: segments(path).at(-2), sender: user };
  return { ...body, messages: fromMessages(head, asObject(body.messages), stays) };
}

function fromMessages({ type, sender }: Json, messages: Json, stays: Stays): Json {
  const users = Object.entries(messages).map(([user, devices]) => {
    const left = Object.entries(asObject(devices)).filter(([deviceId, content]) =>
      stays({ type, sender, recipient: { user, deviceId }, content }),
    );
    return [user, Object.fromEntries(left)] as const;
  });
  return Object.fromEntries(users.filter(([, devices]) => Object.keys(devices).length > 0));
}

function received(event: unknown, { user = "", deviceId = "" }: Caller): Item {
  const { type, sender, content } = asObject(event);
  return { type, sender, content, recipient: { user, deviceId } };
}

function eduItem({ edu_type, content }: Json): Item {
  const { sender, user_id } = asObject(content);
  return { type: edu_type, sender: sender ?? user_id, content };
}

function isDeviceList({ edu_type }: Json): boolean {
  return edu_type === "m.device_list_update" || edu_type === "m.signing_key_update";
}

function atToDevice(body: Json, change: (events: unknown[]) => unknown[]): Json {
  return isSliding(body)
    ? deep(body, ["extensions", "to_device", "events"], change)
    : deep(body, ["to_device", "events"], change);
}

function atDeviceLists(body: Json, change: (users: unknown[]) => unknown[]): Json {
  const base = isSliding(body) ? ["extensions", "e2ee", "device_lists"] : ["device_lists"];
  return ["changed", "left"].reduce((changed, list) => deep(changed, [...base, list], change), body);
}

function atTimelines(body: Json, change: (events: unknown[]) => unknown[]): Json {
  const rooms = asObject(body.rooms);
  if (isSliding(body)) {
    return { ...body, rooms: mapValues(rooms, (room) => deep(asObject(room), ["timeline"], change)) };
  }
  const joined = mapValues(asObject(rooms.join), (room) => deep(asObject(room), ["timeline", "events"], change));
  return { ...body, rooms: { ...rooms, ...(rooms.join ? { join: joined } : {}) } };
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** A copy with the array at this place changed; the same where there is none. */
function deep(object: Json, path: string[], change: (items: unknown[]) => unknown[]): Json {
  const [key, ...rest] = path as [string, ...string[]];
  if (!(key in object)) return object;
  const value = object[key];
  if (rest.length > 0) return { ...object, [key]: deep(asObject(value), rest, change) };
  return Array.isArray(value) ? { ...object, [key]: change(value) } : object;
}

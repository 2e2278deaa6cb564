/** The key-relevant part of an exchange, without secrets: who published, asked for, was sent and was given which keys. */
import { createHash } from "node:crypto";
import type { KeySummary, ToDeviceSummary } from "../../../harness/journal/entries.ts";
import { eventId } from "./events.ts";
import { asArray, asObject, type RequestHead } from "./match.ts";
import { segments } from "./routes.ts";

type Json = Record<string, unknown>;
type EventSummary = NonNullable<KeySummary["events"]>[number];
type Summariser = (head: RequestHead, request: Json, reply: Json) => KeySummary;

const SUMMARISERS: Record<string, Summariser> = {
  "keys/upload": (_, request, reply) => ({
    uploaded: {
      deviceKeys: request.device_keys !== undefined,
      oneTimeKeys: Object.keys(asObject(request.one_time_keys)),
      fallbackKeys: Object.keys(asObject(request.fallback_keys ?? request["org.matrix.msc2732.fallback_keys"])),
    },
    ...counts(reply.one_time_key_counts),
  }),
  "keys/query": queried,
  "federation/user/keys/query": queried,
  "federation/user/devices": (head, _, reply) => {
    const user = segments(head.path).at(-1) ?? "";
    const devices = asArray(reply.devices).map((device) => String(asObject(device).device_id));
    return { queried: { users: [user], devices: reply.devices ? { [user]: devices } : {}, failures: [] } };
  },
  "keys/claim": claimed,
  "federation/user/keys/claim": claimed,
  sendToDevice: (head, request) => {
    const type = segments(head.path).at(-2) ?? "";
    return { toDevice: perDevice(type, head.user, request.messages) };
  },
  send: (head, request, reply) => {
    const [room, , type] = segments(head.path).slice(-4);
    const posted = head.method === "POST";
    const event = { type: (posted ? segments(head.path).at(-1) : type) ?? "", content: request, ...idOf(reply) };
    return { events: [summariseEvent(event, posted ? segments(head.path).at(-3) : room, head.user)] };
  },
  state: (head, request, reply) => {
    if (head.method !== "PUT") return {};
    const path = segments(head.path);
    const at = path.indexOf("state");
    const event = { type: path[at + 1] ?? "", state_key: path[at + 2] ?? "", content: request, ...idOf(reply) };
    return { events: [summariseEvent(event, path[at - 1], head.user)] };
  },
  sync: (head, _, reply) => (isSliding(reply) ? slidingSync(head, reply) : syncV2(head, reply)),
  "federation/send": (_, request) => transaction(request),
  "federation/invite": (_, request) => ({ events: [summariseEvent(asObject(request.event ?? request))] }),
  "federation/send_join": (_, request) => ({ events: [summariseEvent(request)] }),
  "federation/send_leave": (_, request) => ({ events: [summariseEvent(request)] }),
  "federation/send_knock": (_, request) => ({ events: [summariseEvent(request)] }),
  "federation/backfill": (_, __, reply) => ({
    events: asArray(reply.pdus).map((pdu) => summariseEvent(asObject(pdu))),
  }),
  "federation/get_missing_events": (_, __, reply) => ({
    events: asArray(reply.events).map((pdu) => summariseEvent(asObject(pdu))),
  }),
};

/** Whether the bodies of this route say something about keys. */
export function isKeyRelevant(route: string): boolean {
  return route in SUMMARISERS;
}

/** Undefined where there is nothing to say. */
export function summarise(head: RequestHead, request: unknown, reply: unknown): KeySummary | undefined {
  const summary = SUMMARISERS[head.route]?.(head, asObject(request), asObject(reply)) ?? {};
  const said = Object.entries(summary).filter(([, value]) => !isEmpty(value));
  return said.length > 0 ? (Object.fromEntries(said) as KeySummary) : undefined;
}

function queried(_: RequestHead, request: Json, reply: Json): KeySummary {
  const devices = Object.entries(asObject(reply.device_keys)).map(([user, keys]) => [
    user,
    Object.keys(asObject(keys)),
  ]);
  return {
    queried: {
      users: Object.keys(asObject(request.device_keys)),
      devices: Object.fromEntries(devices),
      failures: Object.keys(asObject(reply.failures)),
    },
  };
}

function claimed(_: RequestHead, request: Json, reply: Json): KeySummary {
  const asked = Object.entries(asObject(request.one_time_keys)).map(([user, keys]) => [
    user,
    Object.keys(asObject(keys)),
  ]);
  const given = Object.entries(asObject(reply.one_time_keys)).flatMap(([user, devices]) =>
    Object.entries(asObject(devices)).flatMap(([deviceId, keys]) =>
      Object.entries(asObject(keys)).map(([keyId, key]) => ({
        user,
        deviceId,
        keyId,
        fallback: asObject(key).fallback === true,
      })),
    ),
  );
  return { claimed: { asked: Object.fromEntries(asked), given, failures: Object.keys(asObject(reply.failures)) } };
}

function syncV2(head: RequestHead, reply: Json): KeySummary {
  const rooms = asObject(reply.rooms);
  const events = ["join", "leave", "knock", "invite"].flatMap((membership) =>
    Object.entries(asObject(rooms[membership])).flatMap(([room, body]) =>
      Object.entries(asObject(body))
        .filter(([part]) => /(?:^|\.)(?:timeline|state|state_after|invite_state|knock_state)$/.test(part))
        .flatMap(([, part]) => asArray(asObject(part).events))
        .map((event) => summariseEvent(asObject(event), room)),
    ),
  );
  return {
    toDevice: delivered(head, asObject(reply.to_device).events),
    events: worthTelling(events),
    ...deviceLists(reply.device_lists),
    ...counts(reply.device_one_time_keys_count),
    ...fallback(reply.device_unused_fallback_key_types ?? reply["org.matrix.msc2732.device_unused_fallback_key_types"]),
  };
}

/** Whether a sync's reply is one of simplified sliding sync (MSC4186). */
export function isSliding(reply: Json): boolean {
  return "pos" in reply;
}

function slidingSync(head: RequestHead, reply: Json): KeySummary {
  const { to_device, e2ee } = asObject(reply.extensions);
  const keys = asObject(e2ee);
  const events = Object.entries(asObject(reply.rooms)).flatMap(([room, body]) => {
    const { timeline, required_state, invite_state, stripped_state } = asObject(body);
    return [timeline, required_state, invite_state, stripped_state]
      .flatMap(asArray)
      .map((event) => summariseEvent(asObject(event), room));
  });
  return {
    toDevice: delivered(head, asObject(to_device).events),
    events: worthTelling(events),
    ...deviceLists(keys.device_lists),
    ...counts(keys.device_one_time_keys_count),
    ...fallback(keys.device_unused_fallback_key_types),
  };
}

function transaction(request: Json): KeySummary {
  const edus = asArray(request.edus).map((edu) => {
    const { edu_type, type, content } = asObject(edu);
    return { type: edu_type ?? type, content: asObject(content) };
  });
  const changed = edus.filter(({ type }) => type === "m.device_list_update" || type === "m.signing_key_update");
  return {
    toDevice: edus
      .filter(({ type }) => type === "m.direct_to_device")
      .flatMap(({ content }) =>
        perDevice(String(content.type), content.sender, content.messages).map((message) => ({
          ...message,
          messageId: message.messageId ?? String(content.message_id),
        })),
      ),
    events: asArray(request.pdus).map((pdu) => summariseEvent(asObject(pdu))),
    ...deviceLists({ changed: changed.map(({ content }) => content.user_id) }),
  };
}

function delivered(head: RequestHead, events: unknown): ToDeviceSummary[] {
  return asArray(events).map((item) => {
    const { type, sender, content } = asObject(item);
    return toDevice(String(type), sender, head.user, head.deviceId, content);
  });
}

function perDevice(type: string, sender: unknown, messages: unknown): ToDeviceSummary[] {
  return Object.entries(asObject(messages)).flatMap(([user, devices]) =>
    Object.entries(asObject(devices)).map(([deviceId, content]) => toDevice(type, sender, user, deviceId, content)),
  );
}

function toDevice(
  type: string,
  sender: unknown,
  recipient: string | undefined,
  deviceId: string | undefined,
  content: unknown,
) {
  const body = asObject(content);
  const message = asObject(Object.values(asObject(body.ciphertext))[0]);
  const messageId = body["org.matrix.msgid"];
  return compact<ToDeviceSummary>({
    type,
    sender: typeof sender === "string" ? sender : undefined,
    recipient,
    deviceId,
    olmType: message.type === 0 || message.type === 1 ? message.type : undefined,
    hash: typeof message.body === "string" ? ciphertextHash(message.body) : undefined,
    withheld: /room_key\.withheld$/.test(type) ? withheld(body) : undefined,
    messageId: typeof messageId === "string" ? messageId : undefined,
  });
}

function withheld({ code, room_id, session_id }: Json): NonNullable<ToDeviceSummary["withheld"]> {
  return compact({
    code: String(code),
    room: room_id as string | undefined,
    session: session_id as string | undefined,
  });
}

/** The name of an Olm ciphertext: the first 16 hex digits of its SHA-256. */
export function ciphertextHash(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 16);
}

function summariseEvent(event: Json, room?: string, sender?: string): EventSummary {
  const content = asObject(event.content);
  return compact<EventSummary>({
    type: String(event.type),
    event: typeof event.event_id === "string" ? event.event_id : eventId(event),
    room: room ?? (event.room_id as string | undefined),
    sender: (event.sender as string | undefined) ?? sender,
    session: typeof content.session_id === "string" ? content.session_id : undefined,
    stateKey: event.state_key as string | undefined,
    membership: event.type === "m.room.member" ? (content.membership as string | undefined) : undefined,
  });
}

/** Of a sync, only messages and the state that decides who is owed a key. */
function worthTelling(events: EventSummary[]): EventSummary[] {
  return events.filter(
    ({ type, stateKey }) => stateKey === undefined || /^m\.room\.(member|encryption|history_visibility)$/.test(type),
  );
}

function idOf(reply: Json): { event_id?: unknown } {
  return typeof reply.event_id === "string" ? { event_id: reply.event_id } : {};
}

function deviceLists(lists: unknown): Pick<KeySummary, "deviceLists"> {
  const { changed, left } = asObject(lists);
  const said = { changed: strings(changed), left: strings(left) };
  return said.changed.length + said.left.length > 0 ? { deviceLists: said } : {};
}

function counts(value: unknown): Pick<KeySummary, "otkCounts"> {
  return value === undefined ? {} : { otkCounts: asObject(value) as Record<string, number> };
}

function fallback(value: unknown): Pick<KeySummary, "unusedFallback"> {
  return value === undefined ? {} : { unusedFallback: strings(value) };
}

function strings(value: unknown): string[] {
  return asArray(value).filter((item) => typeof item === "string");
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** Without the keys whose value is undefined. */
function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

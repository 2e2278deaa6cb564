/** Whether a request is one that a rule is about. */
import type { Match } from "../../../harness/world/gateway.ts";
import { segments } from "./routes.ts";

/** What is known of a request when its head has arrived. */
export interface RequestHead {
  link: string;
  method: string;
  path: string;
  route: string;
  /** Name of the sending device, its user and device id, as far as the access token tells. */
  device?: string;
  user?: string;
  deviceId?: string;
}

/** A device that a request is about; `*` stands for all devices of the user. */
export interface Target {
  user: string;
  deviceId: string;
}

/** The harness's names of devices. */
export interface Names {
  nameOf(user: string, deviceId: string): string | undefined;
  namesOf(user: string): string[];
}

/** Browsers' preflights are never meant, unless asked for by method. */
export function matchesHead(match: Match, head: RequestHead): boolean {
  return (
    (match.method === undefined ? head.method !== "OPTIONS" : match.method === head.method) &&
    (match.link === undefined || linkMatches(match.link, head.link)) &&
    (match.route === undefined || ([match.route].flat() as string[]).includes(head.route)) &&
    (isSentFor(match, head) ||
      ((match.device === undefined || match.device === head.device) &&
        (match.user === undefined || match.user === head.user))) &&
    (match.path === undefined || contains(match.path, head.path))
  );
}

export function needsBody(match: Match, head: RequestHead): boolean {
  return match.body !== undefined || match.to !== undefined || isSentFor(match, head);
}

/** Whether a server's request is to be judged by the users on whose behalf it is. Only where the rule names its route. */
function isSentFor({ route, device, user }: Match, { link }: RequestHead): boolean {
  return route !== undefined && (device ?? user) !== undefined && !link.startsWith("clients->");
}

export function matchesBody(match: Match, head: RequestHead, json: unknown, names: Names): boolean {
  if (match.body !== undefined && !contains(match.body, json)) return false;
  if (isSentFor(match, head)) {
    const sender = match.device ?? (match.user as string);
    if (!senders(head, json).some((each) => isUser(sender, each, names))) return false;
  }
  if (match.to === undefined) return true;
  return targets(head, json).some((target) => isMeant(match.to as string, target, names));
}

/** A user id means any of the user's devices; anything else is a device's name. */
export function isMeant(to: string, target: Target, names: Names): boolean {
  if (to.startsWith("@")) return to === target.user;
  if (target.deviceId === "*") return names.namesOf(target.user).includes(to);
  return names.nameOf(target.user, target.deviceId) === to;
}

/** Whether this is the user with this id, or the one whose device has this name. */
export function isUser(wanted: string, user: unknown, names: Names): boolean {
  if (typeof user !== "string") return false;
  return wanted.startsWith("@") ? wanted === user : names.namesOf(user).includes(wanted);
}

/** The users on whose behalf a server sends a request. */
function senders({ route, path }: RequestHead, json: unknown): unknown[] {
  const body = asObject(json);
  switch (route) {
    case "federation/make_join":
    case "federation/make_knock":
    case "federation/make_leave":
      return [segments(path).at(-1)];
    case "federation/send_join":
    case "federation/send_knock":
    case "federation/send_leave":
      return [body.sender];
    case "federation/invite":
      return [asObject(body.event ?? body).sender];
    case "federation/send": {
      const contents = asArray(body.edus).map((edu) => asObject(asObject(edu).content));
      const pdus = asArray(body.pdus).map((pdu) => asObject(pdu).sender);
      return [...pdus, ...contents.flatMap(({ sender, user_id }) => [sender, user_id])];
    }
    default:
      return [];
  }
}

/** The devices that a request is about: recipients of to-device messages, owners of keys asked for. */
export function targets(head: RequestHead, json: unknown): Target[] {
  const body = asObject(json);
  switch (head.route) {
    case "sendToDevice":
      return perDevice(body.messages);
    case "keys/claim":
    case "federation/user/keys/claim":
      return perDevice(body.one_time_keys);
    case "keys/query":
    case "federation/user/keys/query":
      return Object.keys(asObject(body.device_keys)).map((user) => ({ user, deviceId: "*" }));
    case "federation/user/devices":
      return [{ user: segments(head.path).at(-1) ?? "", deviceId: "*" }];
    case "federation/send":
      return asArray(body.edus).flatMap((edu) => perDevice(asObject(asObject(edu).content).messages));
    case "federation/invite":
      return [{ user: String(asObject(body.event ?? body).state_key), deviceId: "*" }];
    case "invite":
    case "kick":
    case "ban":
      return typeof body.user_id === "string" ? [{ user: body.user_id, deviceId: "*" }] : [];
    default:
      return [];
  }
}

/** Either side may be `*`. */
export function linkMatches(pattern: string, link: string): boolean {
  const [fromPattern, toPattern] = pattern.split("->");
  const [from, to] = link.split("->");
  return [from, "*"].includes(fromPattern) && [to, "*"].includes(toPattern);
}

/**
 * Whether `piece` is contained in `whole`: objects by subset (the key `*` matches any key), arrays when each of
 * their items is contained in some item, strings with `*` as a wildcard, anything else by equality.
 */
export function contains(piece: unknown, whole: unknown): boolean {
  if (typeof piece === "string") return typeof whole === "string" && wildcard(piece).test(whole);
  if (Array.isArray(piece)) {
    return Array.isArray(whole) && piece.every((part) => whole.some((item) => contains(part, item)));
  }
  if (piece === null || typeof piece !== "object") return piece === whole;
  if (whole === null || typeof whole !== "object" || Array.isArray(whole)) return false;
  return Object.entries(piece).every(([key, value]) =>
    key === "*"
      ? Object.values(whole).some((item) => contains(value, item))
      : key in whole && contains(value, (whole as Record<string, unknown>)[key]),
  );
}

export function asObject(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function perDevice(messages: unknown): Target[] {
  return Object.entries(asObject(messages)).flatMap(([user, devices]) =>
    Object.keys(asObject(devices)).map((deviceId) => ({ user, deviceId })),
  );
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[\\s\\S]*")}$`);
}

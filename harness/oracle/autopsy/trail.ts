import type { HttpEntry, RoomKeyEntry, TimelineEntry, ToDeviceEntry } from "../../journal/index.ts";
import { type Device, type Facts, type Message, type Span, wasAnswered, wasDone } from "../facts/index.ts";
import type { LedgerRow } from "../judgement.ts";

/** One Olm message that may carry the room key, followed by its hash from hop to hop. */
export interface Sending {
  readonly hash: string;
  readonly olmType: 0 | 1 | undefined;
  /** The sender's `sendToDevice` requests. */
  readonly attempts: readonly HttpEntry[];
  /** Transactions between the two servers that carried it. */
  readonly crossings: readonly HttpEntry[];
  /** Syncs of the recipient that carried it. */
  readonly deliveries: readonly HttpEntry[];
}

export interface Claim {
  readonly exchange: HttpEntry;
  readonly keyId: string | undefined;
  /** The answer names the recipient's server as unreachable. */
  readonly unreachable: boolean;
}

/** Everything in the journal that bears on the way of one room key from one device to another. */
export interface Trail {
  readonly facts: Facts;
  readonly row: LedgerRow;
  readonly message: Message;
  readonly sender: Device;
  readonly recipient: Device;
  readonly remote: boolean;
  /** While the key of this session may have been shared in time for the message: until the event was encrypted. */
  readonly window: Span;
  /** When the sender's client knew that the recipient's user was to read; undefined if it never did. */
  readonly knewMemberAt: number | undefined;
  /** The sender's `/keys/query` exchanges about the recipient's user. */
  readonly queries: readonly HttpEntry[];
  readonly claims: readonly Claim[];
  readonly withheld: { code: string; t: number } | undefined;
  /** In the order of sending; the one that most likely carries the key is `sending`. */
  readonly sendings: readonly Sending[];
  readonly sending: Sending | undefined;
  readonly imported: RoomKeyEntry | undefined;
  /** To-device events of the sender's user, as the recipient's client processed them. */
  readonly processed: readonly ToDeviceEntry[];
  readonly failures: readonly TimelineEntry[];
}

export function followTrail(facts: Facts, row: LedgerRow): Trail | undefined {
  const message = facts.messages.find(({ event }) => event === row.event);
  const sender = facts.devices.get(row.sender);
  const recipient = facts.devices.get(row.device);
  if (!message || !sender || !recipient) return undefined;
  const imported = facts
    .of("roomKey")
    .find(({ device, session }) => device === recipient.name && session === row.session);
  const window = windowOf(facts, message);
  const sendings = sendingsBetween(facts, sender, recipient);
  return {
    facts,
    row,
    message,
    sender,
    recipient,
    remote: sender.server !== recipient.server,
    window,
    knewMemberAt: knewMemberAt(facts, message, sender, recipient),
    queries: queriesOf(facts, sender, recipient),
    claims: claimsOf(facts, sender, recipient),
    withheld: withheldIn(facts, window, message, sender, recipient),
    sendings,
    sending: likeliest(sendings, window, message, imported),
    imported,
    processed: facts.of("toDevice").filter((each) => each.device === recipient.name && each.sender === sender.user),
    failures: facts.sightings(message.event, recipient.name).filter(({ state }) => state === "utd"),
  };
}

/** A session's key is shared after the last message of the session before it, and before the event goes to the server. */
function windowOf(facts: Facts, message: Message): Span {
  const previous = facts.messages.findLast(
    ({ sender, room, session, to }) =>
      sender === message.sender && room === message.room && session !== message.session && to < message.from,
  );
  const request = facts
    .requests(message.sender, "send")
    .find(({ keys }) => keys?.events?.some(({ event }) => event === message.event));
  return { from: previous?.to ?? 0, to: request?.t ?? message.to };
}

function knewMemberAt(facts: Facts, message: Message, sender: Device, recipient: Device): number | undefined {
  if (sender.user === recipient.user) return 0;
  const seen = facts
    .of("clientEvent")
    .filter(({ device, name, data }) => device === sender.name && name === "member" && data.roomId === message.room)
    .filter(
      ({ data }) => data.userId === recipient.user && (data.membership === "join" || data.membership === "invite"),
    );
  const invited = facts.operations.filter(
    ({ device, name, args, outcome }) =>
      device === sender.name &&
      outcome === "ok" &&
      ((name === "invite" && args.userId === recipient.user && args.roomId === message.room) ||
        (name === "createRoom" && (args.invite as string[] | undefined)?.includes(recipient.user))),
  );
  const asked = queriesOf(facts, sender, recipient);
  const times = [...seen.map(({ t }) => t), ...invited.map(({ to }) => to), ...asked.map(({ t }) => t)];
  return times.length > 0 ? Math.min(...times) : undefined;
}

function queriesOf(facts: Facts, sender: Device, recipient: Device): HttpEntry[] {
  return facts.requests(sender.name, "keys/query").filter(({ keys }) => keys?.queried?.users.includes(recipient.user));
}

/** Whether an answer to `/keys/query` listed the device. */
export function lists({ keys }: HttpEntry, { user, deviceId }: Device): boolean {
  return keys?.queried?.devices[user]?.includes(deviceId) ?? false;
}

function claimsOf(facts: Facts, sender: Device, recipient: Device): Claim[] {
  return facts
    .requests(sender.name, "keys/claim")
    .filter(({ keys }) => keys?.claimed?.asked[recipient.user]?.includes(recipient.deviceId))
    .map((exchange) => ({
      exchange,
      keyId: exchange.keys?.claimed?.given.find(
        ({ user, deviceId }) => user === recipient.user && deviceId === recipient.deviceId,
      )?.keyId,
      unreachable: exchange.keys?.claimed?.failures.includes(recipient.server) ?? false,
    }));
}

/** A claim that gave the sender's client a key. */
export const gaveKey = ({ exchange, keyId }: Claim): boolean => keyId !== undefined && wasAnswered(exchange);

/** A claim that told the sender's client nothing of the device: not even that it has no key left. */
export const claimFailed = ({ exchange, unreachable }: Claim): boolean => !wasAnswered(exchange) || unreachable;

function withheldIn(
  facts: Facts,
  window: Span,
  message: Message,
  sender: Device,
  recipient: Device,
): Trail["withheld"] {
  for (const exchange of facts.requests(sender.name, "sendToDevice").filter(({ t }) => t >= window.from)) {
    const note = exchange.keys?.toDevice?.find(
      ({ withheld, recipient: user, deviceId }) =>
        withheld &&
        user === recipient.user &&
        deviceId === recipient.deviceId &&
        (!withheld.session || !message.session || withheld.session === message.session),
    );
    if (note?.withheld) return { code: note.withheld.code, t: exchange.t };
  }
  return undefined;
}

function sendingsBetween(facts: Facts, sender: Device, recipient: Device): Sending[] {
  const http = facts.of("http");
  const attempts = new Map<string, HttpEntry[]>();
  const types = new Map<string, 0 | 1 | undefined>();
  for (const exchange of facts.requests(sender.name, "sendToDevice")) {
    for (const { hash, recipient: user, deviceId, olmType } of exchange.keys?.toDevice ?? []) {
      if (!hash || user !== recipient.user || deviceId !== recipient.deviceId) continue;
      attempts.set(hash, [...(attempts.get(hash) ?? []), exchange]);
      types.set(hash, olmType);
    }
  }
  const carries = (hash: string) => (exchange: HttpEntry) =>
    exchange.keys?.toDevice?.some((each) => each.hash === hash);
  const federation = http.filter(
    ({ link, route }) => link === `${sender.server}->${recipient.server}` && route === "federation/send",
  );
  const syncs = facts.requests(recipient.name, "sync");
  return [...attempts].map(([hash, requests]) => ({
    hash,
    olmType: types.get(hash),
    attempts: requests,
    crossings: federation.filter(carries(hash)),
    deliveries: syncs.filter(carries(hash)),
  }));
}

/**
 * The contents of Olm messages are secret. When the key was imported, it came with the last one delivered before;
 * else with one that was sent while a message of the session was being sent, or with the last in time, or the next.
 */
function likeliest(
  sendings: readonly Sending[],
  window: Span,
  message: Message,
  imported: RoomKeyEntry | undefined,
): Sending | undefined {
  const sentAt = ({ attempts }: Sending) => (attempts[0] as HttpEntry).t;
  if (imported) {
    const arrived = sendings.findLast(({ deliveries }) => deliveries.some(({ t }) => t <= imported.t));
    if (arrived) return arrived;
  }
  const inTime = sendings.filter((sending) => sentAt(sending) >= window.from && sentAt(sending) <= window.to);
  return (
    inTime.find((sending) => sentAt(sending) >= message.from) ??
    inTime.at(-1) ??
    sendings.find((sending) => sentAt(sending) > window.to)
  );
}

export const accepted = ({ attempts }: Sending): HttpEntry | undefined => attempts.find(wasDone);
export const crossed = ({ crossings }: Sending): HttpEntry | undefined => crossings.find(wasDone);
export const delivered = ({ deliveries }: Sending): HttpEntry | undefined => deliveries.find(wasAnswered);

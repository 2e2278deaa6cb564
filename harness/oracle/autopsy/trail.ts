import type { HttpEntry, RoomKeyEntry, ToDeviceEntry } from "../../journal/index.ts";
import { type Device, type Facts, isNamed, type Message, type Span } from "../facts/index.ts";
import type { LedgerRow } from "../judgement.ts";
import { type Claim, claimsOf } from "./claims.ts";
import { likeliest, type Sending, sendingsBetween } from "./sendings.ts";

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
  /** When the sender's client had seen that the recipient's user was in the room, or took an interest in its devices. */
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
}

export function followTrail(facts: Facts, row: LedgerRow): Trail | undefined {
  const message = facts.messages.find(({ event }) => event === row.event);
  const sender = facts.devices.get(row.sender);
  const recipient = facts.devices.get(row.device);
  if (!message || !sender || !recipient) return undefined;
  const [imported] = facts.roomKeys(row.session, recipient.name);
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
  const asked = queriesOf(facts, sender, recipient);
  const times = [...seen.map(({ t }) => t), ...asked.map(({ t }) => t)];
  return times.length > 0 ? Math.min(...times) : undefined;
}

function queriesOf(facts: Facts, sender: Device, recipient: Device): HttpEntry[] {
  return facts.requests(sender.name, "keys/query").filter(({ keys }) => keys?.queried?.users.includes(recipient.user));
}

/** Whether an answer to `/keys/query` listed the device. */
export function lists({ keys, t }: HttpEntry, device: Device): boolean {
  return isNamed(device, device, t) && (keys?.queried?.devices[device.user]?.includes(device.deviceId) ?? false);
}

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
        isNamed(recipient, { user, deviceId }, exchange.t) &&
        (!withheld.session || !message.session || withheld.session === message.session),
    );
    if (note?.withheld) return { code: note.withheld.code, t: exchange.t };
  }
  return undefined;
}

import type { HttpEntry, RoomKeyEntry } from "../../journal/index.ts";
import { type Device, type Facts, isNamed, type Message, type Span, wasAnswered, wasDone } from "../facts/index.ts";

/** One Olm message that may carry the room key, followed by its hash from hop to hop. */
export interface Sending {
  readonly hash: string;
  /** It is a pre-key message: it needs a one-time key of the recipient's. */
  readonly beginsSession: boolean;
  /** The sender's `sendToDevice` requests. */
  readonly attempts: readonly HttpEntry[];
  /** Transactions between the two servers that carried it. */
  readonly crossings: readonly HttpEntry[];
  /** Syncs of the recipient that carried it. */
  readonly deliveries: readonly HttpEntry[];
}

export function sendingsBetween(facts: Facts, sender: Device, recipient: Device): Sending[] {
  const http = facts.of("http");
  const attempts = new Map<string, HttpEntry[]>();
  for (const exchange of facts.requests(sender.name, "sendToDevice")) {
    for (const { hash, recipient: user, deviceId } of exchange.keys?.toDevice ?? []) {
      if (!hash || !isNamed(recipient, { user, deviceId }, exchange.t)) continue;
      attempts.set(hash, [...(attempts.get(hash) ?? []), exchange]);
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
    beginsSession: requests.some(({ keys }) =>
      keys?.toDevice?.some((each) => each.hash === hash && each.olmType === 0),
    ),
    attempts: requests,
    crossings: federation.filter(carries(hash)),
    deliveries: syncs.filter(carries(hash)),
  }));
}

/**
 * The contents of Olm messages are secret. When the key was imported, it came with the last one delivered before;
 * else with one that was sent while a message of the session was being sent, or with the last in time, or the next.
 */
export function likeliest(
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

/** A client that was told so in the server's stead has done its part. */
export const accepted = ({ attempts }: Sending): HttpEntry | undefined =>
  attempts.find(wasDone) ?? attempts.find(wasAnswered);
export const crossed = ({ crossings }: Sending): HttpEntry | undefined => crossings.find(wasDone);
export const delivered = ({ deliveries }: Sending): HttpEntry | undefined => deliveries.find(wasAnswered);

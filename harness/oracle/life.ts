import type { Entry, HttpEntry, ToDeviceSummary } from "../journal/index.ts";
import { type Facts, type Message, outcomeText } from "./facts/index.ts";

/** One moment of a message's life. */
export interface Moment {
  readonly t: number;
  readonly sentence: string;
}

/** Every entry that touched a message, its Megolm session, or an Olm message that may have carried its key. */
export function lifeOf(facts: Facts, message: Message): Moment[] {
  const hashes = keyCarriers(facts, message);
  return facts.entries.flatMap((entry) => {
    const sentence = entry.t < message.from && isOver(facts, entry, message) ? undefined : tell(entry, message, hashes);
    return sentence ? [{ t: entry.t, sentence }] : [];
  });
}

/** What had come and gone when the message was sent has nothing to do with it. */
function isOver({ faults }: Facts, entry: Entry, { from }: Message): boolean {
  if (entry.kind === "fault") return faults.some(({ begin, to }) => begin.id === entry.id && to < from);
  return entry.kind === "client" || entry.kind === "server";
}

/** Olm messages that the sender's client sent while it was sending this message. */
function keyCarriers(facts: Facts, { sender, from, to }: Message): Set<string> {
  const requests = facts.requests(sender, "sendToDevice").filter(({ t }) => t >= from && t <= to);
  return new Set(requests.flatMap(({ keys }) => keys?.toDevice ?? []).flatMap(({ hash }) => hash ?? []));
}

function tell(entry: Entry, message: Message, hashes: ReadonlySet<string>): string | undefined {
  switch (entry.kind) {
    case "op":
      return entry.id === message.sent.op ? `${entry.device}: ${entry.name} ${entry.phase}` : undefined;
    case "timeline":
      return entry.event === message.event
        ? `${entry.device} shows it: ${entry.state}${suffix(entry.code)}`
        : undefined;
    case "utdHook":
      return entry.event === message.event
        ? `${entry.device}'s SDK reports it undecryptable: ${entry.cause}`
        : undefined;
    case "roomKey": {
      if (entry.session !== message.session) return undefined;
      return `${entry.device} has the room key${suffix(entry.source)}${index(entry.firstIndex)}`;
    }
    case "fault":
      return `fault ${entry.id} “${entry.name}” on ${entry.target}: ${entry.phase}`;
    case "client":
      return `${entry.device}'s client: ${entry.phase}${suffix(entry.detail)}`;
    case "server":
      return `${entry.server}: ${entry.phase}`;
    case "http":
      return tellExchange(entry, message, hashes);
    default:
      return undefined;
  }
}

function tellExchange(entry: HttpEntry, message: Message, hashes: ReadonlySet<string>): string | undefined {
  const event = entry.keys?.events?.some(({ event }) => event === message.event) && "the event";
  const olm = (entry.keys?.toDevice ?? []).filter(({ hash }) => hash && hashes.has(hash));
  const claim = claimIn(entry, message);
  const cargo = [event, ...olm.map(tellOlm), ...refusalsIn(entry, message), claim].filter(Boolean).join(", ");
  if (!cargo) return undefined;
  const touched = entry.faults.length > 0 ? `, touched by ${entry.faults.join(" and ")}` : "";
  return `${entry.device ?? entry.link} ${entry.route} with ${cargo}: ${outcomeText(entry)}${touched}`;
}

function tellOlm({ hash, recipient, deviceId }: ToDeviceSummary): string {
  return `Olm message ${hash} for ${recipient} ${deviceId ?? ""}`.trim();
}

/** Notes that its key, or any key, is withheld, sent while the message was. */
function refusalsIn({ device, t, keys }: HttpEntry, { sender, session, from, to }: Message): string[] {
  if (device !== sender || t < from || t > to) return [];
  return (keys?.toDevice ?? []).flatMap(({ withheld, recipient, deviceId }) => {
    const concerned = withheld && (!withheld.session || withheld.session === session);
    return concerned ? [`the note to ${recipient} ${deviceId ?? ""} that the key is withheld (${withheld.code})`] : [];
  });
}

function claimIn({ device, t, keys }: HttpEntry, { sender, from, to }: Message): string | undefined {
  if (!keys?.claimed || device !== sender || t < from || t > to) return undefined;
  const asked = Object.values(keys.claimed.asked).flat();
  return `a claim for ${asked.join(", ")}`;
}

const suffix = (detail: string | undefined) => (detail ? ` (${detail})` : "");
const index = (first: number | undefined) => (first === undefined ? "" : `, from index ${first} on`);

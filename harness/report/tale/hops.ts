import type { Entry, HttpEntry } from "../../journal/entries.ts";
import { shortId } from "../vocabulary.ts";
import { failed, reachedServer } from "./exchange.ts";
import { ends } from "./lanes.ts";

/** One stretch of a message's way, seen in one HTTP exchange. */
export interface Hop {
  /** Olm carries room keys, Megolm carries what is said. */
  kind: "olm" | "megolm";
  /** Olm ciphertext hashes or Megolm session ids that travelled together. */
  ids: string[];
  /** Room events, where the exchange carried some. */
  events: string[];
  label: string;
  from: string;
  to: string;
  link: string;
  /** When it left and arrived, ms. */
  departs: number;
  arrives: number;
  /** It went no further than the link. */
  stopped: boolean;
  exchange: HttpEntry;
}

/** A delivery that waited in a long poll left the server shortly before it arrived. */
const LONGEST_DELIVERY_MS = 40;

/** Every stretch that encrypted messages travelled, in the order of departure. */
export function hopsOf(entries: readonly Entry[]): Hop[] {
  const devices = new Set(entries.flatMap((entry) => (entry.kind === "device" ? [entry.device] : [])));
  return entries
    .flatMap((entry) => (entry.kind === "http" && entry.keys ? hopsIn(entry, devices) : []))
    .sort((a, b) => a.departs - b.departs);
}

function hopsIn(exchange: HttpEntry, devices: Set<string>): Hop[] {
  const hashes = (exchange.keys?.toDevice ?? []).flatMap(({ hash }) => hash ?? []);
  const events = (exchange.keys?.events ?? []).filter(({ session }) => session);
  const sessions = [...new Set(events.flatMap(({ session }) => session ?? []))];
  const way = wayOf(exchange, devices);
  const hop = (kind: Hop["kind"], ids: string[], carried: string[]): Hop[] =>
    ids.length > 0 ? [{ kind, ids, events: carried, label: labelOf(ids), ...way, exchange }] : [];
  return [
    ...hop("olm", hashes, []),
    ...hop(
      "megolm",
      sessions,
      events.flatMap(({ event }) => event ?? []),
    ),
  ];
}

function labelOf(ids: string[]): string {
  return shortId(ids[0] ?? "") + (ids.length > 1 ? ` +${ids.length - 1}` : "");
}

function wayOf(exchange: HttpEntry, devices: Set<string>): Omit<Hop, "kind" | "ids" | "events" | "label" | "exchange"> {
  const { link, device, t, durationMs } = exchange;
  const [dialling, dialled] = ends(link);
  const caller = dialling === "clients" ? (device && devices.has(device) ? device : link) : dialling;
  const end = t + durationMs;
  if (carriesBack(exchange)) {
    const departs = Math.max(t, end - LONGEST_DELIVERY_MS);
    return { from: dialled, to: caller, link, departs, arrives: end, stopped: failed(exchange) };
  }
  const stopped = failed(exchange) && !reachedServer(exchange);
  return { from: caller, to: dialled, link, departs: t, arrives: end, stopped };
}

/** Whether the messages are in the answer, not in the request. */
function carriesBack({ method, route }: HttpEntry): boolean {
  return method === "GET" || /sync/.test(route);
}

import type {
  DeviceName,
  EndEntry,
  Entry,
  EntryKind,
  FaultEntry,
  Header,
  HttpEntry,
  RoomKeyEntry,
  RoomStateEntry,
  SentEntry,
  ServerEntry,
  ServerName,
  TimelineEntry,
} from "../../journal/index.ts";
import { type Device, devicesOf } from "./devices.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { type RoomHistory, roomsOf } from "./rooms.ts";
import { type Span, spansOf } from "./span.ts";

type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** A message of the story, and while it was being sent. */
export interface Message extends Span {
  readonly sent: SentEntry;
  readonly event: string;
  readonly room: string;
  readonly sender: DeviceName;
  readonly state: RoomStateEntry | undefined;
  /** The Megolm session and index that it was encrypted with, as anyone's timeline or the wire tells. */
  readonly session: string | undefined;
  readonly index: number | undefined;
}

export interface Fault extends Span {
  readonly begin: FaultEntry;
  readonly heal: FaultEntry | undefined;
}

/** What one journal says, arranged for asking. Built once, never changed. */
export interface Facts {
  readonly header: Header;
  readonly end: EndEntry | undefined;
  /** The time of the last entry, ms. */
  readonly endsAt: number;
  /** All entries in the order of their times. */
  readonly entries: readonly Entry[];
  readonly devices: ReadonlyMap<DeviceName, Device>;
  readonly operations: readonly Operation[];
  readonly rooms: ReadonlyMap<string, RoomHistory>;
  readonly messages: readonly Message[];
  readonly faults: readonly Fault[];
  /** When each server that was ever touched was up; a server that is not listed always was. */
  readonly serversUp: ReadonlyMap<ServerName, readonly Span[]>;
  /** All entries of one kind, in the order of their times. */
  of<K extends EntryKind>(kind: K): readonly EntryOf<K>[];
  /** The operations of one name, by one device or by anyone. */
  named(name: string, device?: DeviceName): readonly Operation[];
  /** The requests of one client device, to one route or to any. */
  requests(device: DeviceName, route?: string): readonly HttpEntry[];
  /** What timelines showed for one event: one device's, or everyone's. */
  sightings(event: string, device?: DeviceName): readonly TimelineEntry[];
  /** The copies of one Megolm session that one device imported. */
  roomKeys(session: string | undefined, device: DeviceName): readonly RoomKeyEntry[];
}

export function factsOf(written: readonly Entry[]): Facts {
  const entries = withinStory(written);
  const byKind = Object.groupBy(entries, ({ kind }) => kind);
  const of = <K extends EntryKind>(kind: K) => (byKind[kind] ?? []) as EntryOf<K>[];
  const [header] = of("header");
  if (!header) throw new Error("The journal has no header, so nothing can be said of it.");
  const operations = operationsOf(of("op"));
  const devices = devicesOf(of("device"), of("client"), operations);
  return {
    header,
    end: of("end")[0],
    endsAt: entries.at(-1)?.t ?? 0,
    entries,
    devices,
    operations,
    rooms: roomsOf(operations, devices),
    messages: messagesOf(of("sent"), operations, of("roomState"), of("timeline"), of("http")),
    faults: faultsOf(of("fault")),
    serversUp: serversUpOf(of("server")),
    of,
    named: index(operations, "name", "device"),
    requests: index(of("http"), "device", "route"),
    sightings: index(of("timeline"), "event", "device"),
    roomKeys: index(of("roomKey"), "session", "device"),
  };
}

/** Looks entries up by one property, or by two of them. */
function index<T, A extends keyof T, B extends keyof T>(entries: readonly T[], first: A, second: B) {
  const byFirst = Map.groupBy(entries, (entry) => entry[first]);
  const byBoth = Map.groupBy(entries, (entry) => `${entry[first]} ${entry[second]}`);
  return (a: T[A], b?: T[B]): readonly T[] => (b === undefined ? byFirst.get(a) : byBoth.get(`${a} ${b}`)) ?? [];
}

/** In the order of time, and without what happened while the stage was cleared. */
function withinStory(written: readonly Entry[]): Entry[] {
  const end = written.find(({ kind }) => kind === "end");
  return written.filter(({ t }) => t <= (end?.t ?? Number.POSITIVE_INFINITY)).sort((a, b) => a.t - b.t);
}

function messagesOf(
  sent: readonly SentEntry[],
  operations: readonly Operation[],
  states: readonly RoomStateEntry[],
  timelines: readonly TimelineEntry[],
  http: readonly HttpEntry[],
): Message[] {
  const operation = new Map(operations.map((each) => [each.id, each]));
  const state = new Map(states.map((each) => [each.event, each]));
  const shown = Map.groupBy(timelines, ({ event }) => event);
  const carried = new Map(http.flatMap(({ keys }) => keys?.events ?? []).map(({ event, session }) => [event, session]));
  return sent.map((entry) => ({
    sent: entry,
    event: entry.event,
    room: entry.room,
    sender: entry.device,
    from: operation.get(entry.op)?.from ?? entry.t,
    to: Math.min(operation.get(entry.op)?.to ?? entry.t, entry.t),
    state: state.get(entry.event),
    session: shown.get(entry.event)?.find(({ session }) => session)?.session ?? carried.get(entry.event),
    index: shown.get(entry.event)?.find(({ index }) => index !== undefined)?.index,
  }));
}

function faultsOf(entries: readonly FaultEntry[]): Fault[] {
  return entries
    .filter(({ phase }) => phase === "begin")
    .map((begin) => {
      const heal = entries.find(({ id, phase }) => id === begin.id && phase === "heal");
      return { begin, heal, from: begin.t, to: heal?.t ?? Number.POSITIVE_INFINITY };
    });
}

function serversUpOf(entries: readonly ServerEntry[]): Map<ServerName, Span[]> {
  const byServer = Map.groupBy(entries, ({ server }) => server);
  return new Map([...byServer].map(([server, phases]) => [server, upSpans(phases)]));
}

/** A server was up from the beginning, unless the first thing that is told of it is its start. */
function upSpans(phases: readonly ServerEntry[]): Span[] {
  const moments = phases.map(({ t, phase }) => ({ t, on: phase === "started" || phase === "unpaused" }));
  return spansOf(moments[0]?.on ? moments : [{ t: 0, on: true }, ...moments]);
}

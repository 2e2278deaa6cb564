/**
 * The vocabulary of the journal: everything that happened in one story, one JSON object a line.
 *
 * Times: `t` is milliseconds since the story began, on the harness's monotonic clock.
 * Names: a `device` is the harness's own name for one client device (`alice`, `alice/2`); it is unique in a story.
 * A `server` is a homeserver's short name and its Matrix server name alike (`hs1`).
 * Secrets (access tokens, passwords, private keys) are never written.
 */

export const JOURNAL_VERSION = 1;

export type DeviceName = string;
export type ServerName = string;

/** Always the first line. */
export interface Header {
  kind: "header";
  version: typeof JOURNAL_VERSION;
  t: 0;
  run: string;
  story: string;
  title: string;
  why: string;
  tracks: string[];
  /** The beats and findings that are known to fail, for strict matching. */
  knownFailures: KnownFailureEntry[];
  /** A canary story holds only when the oracle catches its forged failure. */
  canary: boolean;
  cell: string;
  seed: string;
  startedAt: string;
  policy: Policy;
  versions: Record<string, string>;
}

/** When a decryption counts as late, and when as lost. After Element's analytics: 4 s and 60 s. */
export interface Policy {
  lateAfterMs: number;
  lostAfterMs: number;
}

export interface KnownFailureEntry {
  link: string;
  /** The beat that fails, or none where the finding belongs to none; and for whom: without `device`, for anyone. */
  beat?: string;
  device?: DeviceName;
  kind: string;
  /** Only these cells (glob over client kinds, e.g. `rust,*`); all when absent. */
  cells?: string[];
  /** Only where these servers are what is said here, e.g. `{"hs2": "dendrite"}`; everywhere when absent. */
  on?: Record<ServerName, string>;
}

interface Timed {
  t: number;
}

/** A device came into being, was given its keys, or ceased to exist (logout, deletion). */
export interface DeviceEntry extends Timed {
  kind: "device";
  device: DeviceName;
  phase: "created" | "gone";
  user: string;
  deviceId: string;
  client: string;
  server: ServerName;
  ed25519?: string;
  curve25519?: string;
  /** The client passes on what its SDK's own hook for undecryptable events says. */
  utdHook?: true;
}

/** The client process of a device started, stopped, or died. `died` means nobody asked for it. */
export interface ClientEntry extends Timed {
  kind: "client";
  device: DeviceName;
  phase: "started" | "stopped" | "killed" | "died" | "frozen" | "thawed";
  detail?: string;
}

export interface BeatEntry extends Timed {
  kind: "beat";
  name: string;
  phase: "begin" | "end";
}

/**
 * One operation of one device. `info`: the outcome is unknown, it may have happened.
 * An operation has one `invoke` and at most one of the others, joined by `id`.
 */
export interface OperationEntry extends Timed {
  kind: "op";
  id: number;
  device: DeviceName;
  name: string;
  phase: "invoke" | "ok" | "fail" | "info";
  beat?: string;
  args?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: string;
}

/** A message that the story sent and whose event id is known. Every one creates obligations. */
export interface SentEntry extends Timed {
  kind: "sent";
  op: number;
  device: DeviceName;
  room: string;
  event: string;
  beat: string;
  body: string;
  /** True when this event was forged to be undecryptable (the canary). */
  forged?: true;
}

/** Who was in the room at an event, by the sender's own server (`/context`), asked after the story. */
export interface RoomStateEntry extends Timed {
  kind: "roomState";
  room: string;
  event: string;
  members: Record<string, "join" | "invite" | "leave" | "ban" | "knock">;
  historyVisibility: "world_readable" | "shared" | "invited" | "joined";
  encryption?: { algorithm: string; rotationPeriodMs?: number; rotationPeriodMsgs?: number };
  /** The server did not tell the state at the event, so this is the state when it was asked. */
  late?: true;
}

/** What a device's timeline shows for an event, each time that changes. */
export interface TimelineEntry extends Timed {
  kind: "timeline";
  device: DeviceName;
  room: string;
  event: string;
  sender: string;
  state: "utd" | "decrypted" | "cleartext";
  /** The SDK's own failure code, as it spells it. */
  code?: string;
  body?: string;
  /** Megolm session id. */
  session?: string;
  /** Megolm message index. */
  index?: number;
  /** The SDK's authenticity shield: its colour and reason. */
  shield?: { color: "none" | "grey" | "red"; code?: string };
}

/** A device imported a Megolm session (from to-device, backup, or a history bundle). */
export interface RoomKeyEntry extends Timed {
  kind: "roomKey";
  device: DeviceName;
  room: string;
  session: string;
  /** First message index that this copy can decrypt, where the SDK tells. */
  firstIndex?: number;
  source?: "toDevice" | "backup" | "bundle" | "export" | "unknown";
}

/** The SDK's own UTD hook or analytics said so. Used only to cross-check our verdict. */
export interface UtdHookEntry extends Timed {
  kind: "utdHook";
  device: DeviceName;
  event: string;
  cause: string;
  timeToDecryptMs?: number;
}

/** A to-device event as the client's SDK processed it. */
export interface ToDeviceEntry extends Timed {
  kind: "toDevice";
  device: DeviceName;
  type: string;
  sender: string;
  outcome: "decrypted" | "utd" | "plain" | "ignored";
  content?: Record<string, unknown>;
}

/** Anything else a driver reports: room membership, verification steps, sync state. */
export interface ClientEventEntry extends Timed {
  kind: "clientEvent";
  device: DeviceName;
  name: string;
  data: Record<string, unknown>;
}

/** `hs1->hs2`, or `clients->hs1`. Directed: the left side dials. */
export type LinkName = `${string}->${string}`;

/** One HTTP exchange through the gateway, written when it ended. `t` is when the request arrived. */
export interface HttpEntry extends Timed {
  kind: "http";
  link: LinkName;
  /** The client device, where the access token is known. */
  device?: DeviceName;
  method: string;
  /** Route name without ids, e.g. `keys/claim`, `sync`, `federation/send`. */
  route: string;
  path: string;
  /** Null: no status reached the caller. */
  status: number | null;
  /** What the caller saw: an answer, or its connection cut. */
  outcome: "answered" | "cut" | "abandoned";
  /** The status that the server really gave, where the gateway changed or dropped the answer; null: the answer is not the server's. */
  serverStatus?: number | null;
  durationMs: number;
  requestBytes: number;
  responseBytes: number;
  /** Ids of the faults that touched this exchange. */
  faults: string[];
  errcode?: string;
  keys?: KeySummary;
}

/**
 * The key-relevant part of an exchange, without secrets.
 * A ciphertext is named by `hash`: the first 16 hex digits of the SHA-256 of its Olm body, so that one
 * to-device message can be followed from hop to hop.
 */
export interface KeySummary {
  /** `/keys/upload`: what was published. */
  uploaded?: { deviceKeys: boolean; oneTimeKeys: string[]; fallbackKeys: string[] };
  /** `/keys/query`, `/user/keys/query`, `/user/devices`: users asked for, and device ids answered. */
  queried?: { users: string[]; devices: Record<string, string[]>; failures: string[] };
  /** `/keys/claim`, `/user/keys/claim`. */
  claimed?: {
    asked: Record<string, string[]>;
    given: { user: string; deviceId: string; keyId: string; fallback: boolean }[];
    failures: string[];
  };
  /** To-device messages sent (`sendToDevice`, `m.direct_to_device` EDUs) or delivered (`sync`). */
  toDevice?: ToDeviceSummary[];
  /** Timeline or PDU events carried: encrypted ones with their session. */
  events?: {
    type: string;
    event?: string;
    room?: string;
    sender?: string;
    session?: string;
    stateKey?: string;
    membership?: string;
  }[];
  /** `device_lists` of a sync, or `m.device_list_update` EDUs. */
  deviceLists?: { changed: string[]; left: string[] };
  /** One-time key counts of a sync or an upload reply. */
  otkCounts?: Record<string, number>;
  unusedFallback?: string[];
}

export interface ToDeviceSummary {
  type: string;
  sender?: string;
  recipient?: string;
  deviceId?: string;
  /** Olm message type: 0 is a pre-key message. */
  olmType?: 0 | 1;
  hash?: string;
  /** For `m.room_key.withheld`: its code, room and session. */
  withheld?: { code: string; room?: string; session?: string };
  messageId?: string;
}

/** A fault began, touched something (`evidence`), or was healed. */
export interface FaultEntry extends Timed {
  kind: "fault";
  id: string;
  name: string;
  target: string;
  phase: "begin" | "heal";
  params?: Record<string, unknown>;
  /** Only with `heal`: how often the fault bit, and on what. */
  evidence?: Evidence;
  /** A fault may be allowed to touch nothing; then no oracle minds. */
  optional?: boolean;
}

export interface Evidence {
  /** How often the fault demonstrably bit. 0 means that it touched nothing. */
  bites: number;
  detail: string;
}

export interface ServerEntry extends Timed {
  kind: "server";
  server: ServerName;
  phase: "started" | "stopped" | "killed" | "paused" | "unpaused";
}

/** A warning or error of a server or a client SDK. The full logs are in `logs/`. */
export interface LogEntry extends Timed {
  kind: "log";
  source: string;
  level: "debug" | "info" | "warn" | "error";
  line: string;
}

/** Something that the story itself expected and did not get, within its budget. */
export interface ExpectationEntry extends Timed {
  kind: "expectation";
  what: string;
  met: boolean;
  /** The message it is about, if any; the decryption oracle then has the better account. */
  event?: string;
  beat?: string;
  device?: DeviceName;
  detail?: string;
}

/** Always the last line of a story that came to its end. Its absence means a crash or an interruption. */
export interface EndEntry extends Timed {
  kind: "end";
  outcome: "played" | "failed" | "interrupted";
  /** The error that ended the play early. */
  error?: string;
  phases: { deployMs: number; playMs: number };
}

export type Entry =
  | Header
  | DeviceEntry
  | ClientEntry
  | BeatEntry
  | OperationEntry
  | SentEntry
  | RoomStateEntry
  | TimelineEntry
  | RoomKeyEntry
  | UtdHookEntry
  | ToDeviceEntry
  | ClientEventEntry
  | HttpEntry
  | FaultEntry
  | ServerEntry
  | LogEntry
  | ExpectationEntry
  | EndEntry;

export type EntryKind = Entry["kind"];

/** An entry as its writer hands it over: the journal adds the time, unless the writer knows it better. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, "t"> & { t?: number } : never) : never;

/**
 * The driver protocol, version 1: JSON-RPC 2.0, one message a line, over a driver's stdin and stdout.
 * docs/driver-protocol.md is the same contract in prose. A driver drives exactly one device.
 *
 * "MUST" in a method's comment is what has to be true when its reply is sent: stories never sleep, so a
 * reply that comes too early shows up as a false finding.
 */

export const PROTOCOL_VERSION = 1;

/** What a driver may be able to do beyond the core. A story that needs one it lacks is skipped with the reason. */
export type Capability =
  /** Keeps its store over a graceful stop and `restore`. */
  | "restart"
  /** Keeps a consistent store over SIGKILL. */
  | "sigkill"
  | "crossSigning"
  | "backup"
  | "verification"
  /** Verification by QR code. */
  | "qrVerification"
  | "blacklist"
  | "isolation"
  | "shareHistory"
  | "toDevice"
  | "dehydration"
  /** Can send into an encrypted room without the SDK's encryption, to forge events. */
  | "sendRaw"
  | "exportKeys"
  | "forceRotation"
  /** Obeys rotation periods of seconds; a stock SDK has a floor of an hour. */
  | "shortRotation"
  | "identityReset"
  | "rtc"
  | "notifications"
  | "utdHook"
  | "slidingSync"
  | "mutations"
  /** Logs in at the issuer that the homeserver names, and refreshes its tokens. */
  | "oauth";

export interface Hello {
  protocol: typeof PROTOCOL_VERSION;
  driver: string;
  /** Versions of what is inside, e.g. `{"matrix-js-sdk": "43.0.0"}`. */
  versions: Record<string, string>;
  capabilities: Capability[];
}

export interface LoginParams {
  homeserverUrl: string;
  /** Localpart or full user id. */
  user: string;
  password: string;
  /** [oauth] Where: at the homeserver by password, which is the default, or at its issuer by OAuth. */
  signIn?: "password" | "oauth";
  deviceId?: string;
  /** A folder of this device alone, for its store and logs. It exists and is empty. */
  storePath: string;
  options?: ClientOptions;
}

export interface ClientOptions {
  /** MSC4153: neither send keys to nor accept them from devices not signed by their owner. */
  excludeInsecureDevices?: boolean;
  /** Do not send room keys to unverified devices. */
  onlyVerifiedDevices?: boolean;
  /** A deliberate defect, to prove that the oracles go red. */
  mutation?: string;
  /** Fetch room keys from backup as soon as the key is known. Default true. */
  autoBackup?: boolean;
  /** Sync v2 although native sliding sync exists. */
  syncV2?: boolean;
}

export interface LoggedIn {
  userId: string;
  deviceId: string;
  /** For the harness's own requests on this user's behalf; never journalled. */
  accessToken: string;
  ed25519: string;
  curve25519: string;
}

export interface RoomOptions {
  name?: string;
  encrypted: boolean;
  /** Full user ids. */
  invite?: string[];
  historyVisibility?: "world_readable" | "shared" | "invited" | "joined";
  joinRule?: "invite" | "public" | "knock";
  roomVersion?: string;
  rotationPeriodMs?: number;
  rotationPeriodMsgs?: number;
  /** Further power levels for event types, e.g. call membership. */
  eventPowerLevels?: Record<string, number>;
}

export interface DeviceInfo {
  deviceId: string;
  ed25519?: string;
  curve25519?: string;
  verified: boolean;
  crossSigned: boolean;
  dehydrated?: boolean;
}

/** Every method: its parameters and its result. Methods marked with a capability may be missing without it. */
export interface Methods {
  /** First call. MUST answer within 10 s of the process starting. */
  hello: { params: Record<string, never>; result: Hello };
  /** MUST not return before device keys and one-time keys are on the server. Does not sync. Cross-signing is not set up. */
  login: { params: LoginParams; result: LoggedIn };
  /**
   * [restart] Takes up the session kept in `storePath`. MUST not return before the store is open.
   * With `process` [notifications], as a further process of that name, beside the one that the store belongs to.
   */
  restore: {
    params: { homeserverUrl: string; storePath: string; options?: ClientOptions; process?: string };
    result: LoggedIn;
  };
  /** MUST not return before the initial sync has been processed. Keeps syncing, and retries by itself after network errors. */
  startSync: { params: Record<string, never>; result: Record<string, never> };
  /** MUST not return before the sync loop has ended. */
  stopSync: { params: Record<string, never>; result: Record<string, never> };
  /** Stops gracefully, with the store flushed. The process then exits with 0. */
  shutdown: { params: Record<string, never>; result: Record<string, never> };
  /** Ends the session at the server; the device is gone afterwards. */
  logout: { params: Record<string, never>; result: Record<string, never> };
  /** Deletes another device of this user (answers a password UIA). */
  deleteDevice: { params: { deviceId: string; password: string }; result: Record<string, never> };

  createRoom: { params: RoomOptions; result: { roomId: string } };
  invite: { params: { roomId: string; userId: string }; result: Record<string, never> };
  /** `via`: server names to try. MUST not return before the join has been answered. */
  join: { params: { roomId: string; via?: string[] }; result: Record<string, never> };
  knock: { params: { roomId: string; via?: string[] }; result: Record<string, never> };
  leave: { params: { roomId: string }; result: Record<string, never> };
  kick: { params: { roomId: string; userId: string }; result: Record<string, never> };
  ban: { params: { roomId: string; userId: string }; result: Record<string, never> };
  unban: { params: { roomId: string; userId: string }; result: Record<string, never> };
  /** Sends an `m.room.encryption` state event. */
  enableEncryption: {
    params: { roomId: string; rotationPeriodMs?: number; rotationPeriodMsgs?: number };
    result: Record<string, never>;
  };
  setHistoryVisibility: {
    params: { roomId: string; visibility: NonNullable<RoomOptions["historyVisibility"]> };
    result: Record<string, never>;
  };
  /** This device's own view of a room's members. */
  members: { params: { roomId: string }; result: { members: Record<string, string>; encrypted: boolean } };

  /**
   * Sends an `m.room.message` (`m.text`) as an app would: through the SDK's normal, encrypting path.
   * MUST not return before the server gave the event id, or the SDK gave up (an error).
   */
  send: { params: { roomId: string; body: string }; result: { eventId: string } };
  /** [sendRaw] Sends an event exactly as given, without encryption. */
  sendRaw: { params: { roomId: string; type: string; content: Record<string, unknown> }; result: { eventId: string } };
  /** Makes the device load at least `limit` older timeline events; each is reported as a `timeline` event. */
  backpaginate: { params: { roomId: string; limit: number }; result: { reachedStart: boolean } };
  /** What this device shows for one event now (loading it if need be). */
  event: { params: { roomId: string; eventId: string }; result: TimelineEvent };
  /** [forceRotation] Discards the outbound Megolm session of a room. */
  discardSession: { params: { roomId: string }; result: Record<string, never> };

  /** Fresh knowledge of a user's devices (`/keys/query`), and its trust. */
  devices: { params: { userId: string; refresh?: boolean }; result: { devices: DeviceInfo[] } };
  /** [blacklist] Never send room keys to this device. */
  blacklistDevice: { params: { userId: string; deviceId: string }; result: Record<string, never> };

  /** [crossSigning] MUST not return before the keys and the own device's signature are uploaded. */
  bootstrapCrossSigning: { params: { password: string }; result: Record<string, never> };
  crossSigningStatus: {
    params: Record<string, never>;
    result: { hasMaster: boolean; hasPrivateKeys: boolean; ownDeviceSigned: boolean };
  };
  /** [identityReset] */
  resetIdentity: { params: { password: string }; result: Record<string, never> };
  /** [identityReset] Whether a user's identity changed after it was verified, or since pinned; and withdrawing from that. */
  identityStatus: { params: { userId: string; withdraw?: boolean }; result: { verified: boolean; violation: boolean } };

  /** [backup] Creates secret storage and a new key backup and turns both on. MUST not return before known keys are uploaded. */
  enableBackup: { params: { password: string }; result: { recoveryKey: string; version: string } };
  /** [backup] Opens secret storage with the recovery key, imports cross-signing and backup keys, and restores all keys. */
  restoreBackup: { params: { recoveryKey: string }; result: { imported: number; version: string } };
  /** [backup] MUST not return before every room key this device has is in the backup. */
  waitForBackup: { params: Record<string, never>; result: { count: number } };
  /** [backup] Deletes the backup at the server and makes a new one. */
  resetBackup: { params: { password: string }; result: { recoveryKey: string; version: string } };
  backupStatus: { params: Record<string, never>; result: { enabled: boolean; version?: string } };

  /** [verification] Asks a user (or, without a device id, all of that user's devices) to verify. */
  requestVerification: { params: { userId: string; deviceId?: string; roomId?: string }; result: { flowId: string } };
  acceptVerification: { params: { userId: string; flowId: string }; result: Record<string, never> };
  startSas: { params: { userId: string; flowId: string }; result: Record<string, never> };
  confirmSas: { params: { userId: string; flowId: string }; result: Record<string, never> };
  mismatchSas: { params: { userId: string; flowId: string }; result: Record<string, never> };
  /** [qrVerification] What the other side scans. MUST not return before a scan of it can be answered. */
  showQr: { params: { userId: string; flowId: string }; result: { bytes: number[] } };
  /** [qrVerification] MUST not return before the other side has been told. */
  scanQr: { params: { userId: string; flowId: string; bytes: number[] }; result: Record<string, never> };
  /** [qrVerification] Says, where the code is shown, that the other side has scanned it. */
  confirmQr: { params: { userId: string; flowId: string }; result: Record<string, never> };
  cancelVerification: { params: { userId: string; flowId: string }; result: Record<string, never> };

  /** [exportKeys] */
  exportKeys: { params: { roomId?: string }; result: { keys: unknown[] } };
  importKeys: { params: { keys: unknown[] }; result: { imported: number } };

  /** [toDevice] Sends a custom to-device event, Olm-encrypted, to devices. */
  sendToDevice: {
    params: { type: string; content: Record<string, unknown>; targets: { userId: string; deviceId: string }[] };
    result: Record<string, never>;
  };

  /** [dehydration] MSC3814. */
  startDehydration: {
    params: { recoveryKey: string; createNewKey: boolean; rehydrate: boolean };
    result: { rehydratedKeys?: number };
  };

  /**
   * [notifications] What a notification for an event shows: from beside the running sync, or from a further process.
   * A further process keeps the SDK's notification client from one to the next, unless it is to make a `newClient`.
   */
  notification: {
    params: { roomId: string; eventId: string; newClient?: boolean };
    result: { found: boolean; state?: "decrypted" | "utd" | "cleartext"; body?: string };
  };

  /** [rtc] MatrixRTC without media. */
  rtcJoin: { params: { roomId: string }; result: Record<string, never> };
  rtcLeave: { params: { roomId: string }; result: Record<string, never> };
}

export type MethodName = keyof Methods;

export interface TimelineEvent {
  roomId: string;
  eventId: string;
  sender: string;
  state: "utd" | "decrypted" | "cleartext";
  code?: string;
  body?: string;
  session?: string;
  index?: number;
  shield?: { color: "none" | "grey" | "red"; code?: string };
}

/** Notifications from driver to harness: their names and parameters. */
export interface Events {
  /** Each time what the timeline shows for an event changes. Also for the device's own messages (never as `utd`). */
  timeline: TimelineEvent;
  /** The device's own membership of a room, or the room's encryption, changed in its eyes. */
  room: { roomId: string; membership: string; encrypted: boolean };
  /** A member's membership changed in this device's eyes. */
  member: { roomId: string; userId: string; membership: string };
  roomKey: {
    roomId: string;
    session: string;
    firstIndex?: number;
    source?: "toDevice" | "backup" | "bundle" | "export" | "unknown";
  };
  toDevice: {
    type: string;
    sender: string;
    outcome: "decrypted" | "utd" | "plain" | "ignored";
    content?: Record<string, unknown>;
  };
  utdHook: { eventId: string; cause: string; timeToDecryptMs?: number };
  verification: {
    userId: string;
    flowId: string;
    phase: "requested" | "ready" | "started" | "keysExchanged" | "scanned" | "confirmed" | "done" | "cancelled";
    /** With `keysExchanged`. */
    emoji?: string[];
    decimals?: number[];
    reason?: string;
  };
  rtcKey: { roomId: string; userId: string; deviceId: string; index: number; keyHash: string };
  rtcMembers: { roomId: string; members: { userId: string; deviceId: string }[] };
  syncState: { state: "running" | "error" | "stopped"; detail?: string };
  /** SDK log lines, for `logs/`; `ts` is ms since the epoch. */
  log: { level: "debug" | "info" | "warn" | "error"; message: string; ts: number };
}

export type EventName = keyof Events;

/** JSON-RPC error codes beyond the standard ones. `unknown outcome`: it may have happened. */
export const ErrorCode = {
  parse: -32700,
  noSuchMethod: -32601,
  invalidParams: -32602,
  failed: 1,
  unknownOutcome: 2,
} as const;

/** What the rest of the harness needs of any driver, however its messages travel. */
export interface Driver {
  readonly hello: Hello;
  call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    timeoutMs?: number,
  ): Promise<Methods[M]["result"]>;
  /** Calls back for each event from now on; returns the way to stop. */
  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void;
  /** Resolves when the client process is gone, however it went. */
  readonly exited: Promise<{ code: number | null; signal: string | null; lastWords: string }>;
  /** SIGKILL: no store flush, no goodbye. Resolves once the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Graceful end; kills after 5 s. */
  close(): Promise<void>;
  /** Lets nothing more be written to its store. Absent where that cannot be had. */
  fillDisk?(): Promise<TroubledDisk>;
  /** A further client on the same store, in the same browser. Absent where a second process does the same. */
  openTab?(): Promise<Driver>;
}

/** A disk that does not do as it should. */
export interface TroubledDisk {
  /** How many calls or transactions it refused or delayed so far. */
  struck(): Promise<number>;
  /** Makes it whole. */
  mend(): Promise<void>;
}

/** Makes drivers of one kind. Kinds keep warm processes where that is faster. */
export interface DriverKind {
  readonly kind: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Versions of what is inside, for the summary. */
  versions(): Promise<Record<string, string>>;
  /** Why no client of this kind can run on this machine, and how to change that; undefined when one can. */
  unavailable?(): Promise<string | undefined>;
  /**
   * Starts one client process, or takes a warm one.
   * @param ownProcess the story may kill or freeze this client alone, so it must not share a process
   * @param logPath where the driver's stderr and SDK log go
   * @param clockSkewMs how far the client's clock is ahead of the harness's
   */
  start(options: {
    name: string;
    storePath: string;
    logPath: string;
    ownProcess: boolean;
    env?: Record<string, string>;
    clockSkewMs?: number;
  }): Promise<Driver>;
  close(): Promise<void>;
}

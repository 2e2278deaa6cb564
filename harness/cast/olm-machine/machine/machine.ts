import type { Capability, TimelineEvent } from "../../protocol.ts";

/**
 * What the driver needs of an `OlmMachine`, the part of matrix-sdk-crypto that does no IO. Its bindings for Node
 * and for WebAssembly differ in small things, and each has an adapter that hides them.
 */
export interface Machine {
  /** What this binding can do beyond the others. */
  readonly capabilities: readonly Capability[];
  readonly identityKeys: { readonly ed25519: string; readonly curve25519: string };

  outgoingRequests(): Promise<MachineRequest[]>;
  /** @param response the body of the server's answer */
  markAsSent(request: MachineRequest & { id: string }, response: string): Promise<void>;
  /** Takes in the part of a sync response that concerns encryption, and gives back its to-device events. */
  receiveSyncChanges(changes: SyncChanges): Promise<ReceivedToDevice[]>;
  /** Calls back for each batch of room keys that came in. */
  onRoomKeys(listener: (keys: RoomKeyId[]) => void): void;

  trackUsers(users: Iterable<string>): Promise<void>;
  queryKeys(user: string): MachineRequest;
  /** The request for one-time keys of the devices that there is no Olm session with, if any. */
  missingSessions(users: Iterable<string>): Promise<MachineRequest | undefined>;
  shareRoomKey(roomId: string, users: Iterable<string>, settings: ShareSettings): Promise<MachineRequest[]>;
  encrypt(roomId: string, type: string, content: Content): Promise<Content>;
  /** @throws Undecryptable */
  decrypt(event: RoomEvent, roomId: string): Promise<Decrypted>;
  exportRoomKey(key: RoomKeyId): Promise<ExportedKey | undefined>;

  /** Undefined for a device that the machine does not know, or refused. */
  trustOf(user: string, deviceId: string): Promise<Trust | undefined>;
  bootstrapCrossSigning(): Promise<CrossSigningUpload>;
  /** Whether all three private cross-signing keys are here. */
  hasCrossSigningKeys(): Promise<boolean>;

  close(): void;
}

/** What only the binding for WebAssembly can do. */
export interface VersatileMachine extends Machine {
  /** All that the device has, or those of one room. */
  exportRoomKeys(roomId?: string): Promise<ExportedKey[]>;
  /** @returns how many keys were new */
  importRoomKeys(keys: unknown[]): Promise<number>;
  discardSession(roomId: string): Promise<void>;
  /** @returns false when the machine does not know the device */
  blacklist(user: string, deviceId: string): Promise<boolean>;
  /** @returns the content of an `m.room.encrypted` event for one device */
  encryptToDevice(user: string, deviceId: string, type: string, content: Content): Promise<Content>;
}

/** Opens the machine of one device. */
export interface MachineKind {
  /** Versions of what is inside. */
  readonly versions: Record<string, string>;
  readonly capabilities: readonly Capability[];
  open(options: OpenOptions): Promise<Machine>;
}

export interface OpenOptions {
  readonly userId: string;
  readonly deviceId: string;
  /** A folder, used where the binding keeps a store on disk. */
  readonly storePath: string;
  readonly policy: SharingPolicy;
  /** A deliberate defect. */
  readonly mutation?: string;
  readonly log: (level: "debug" | "info" | "warn" | "error", message: string) => void;
}

/** Who gets room keys: every device, those signed by their owner (MSC4153), or those verified by us. */
export type SharingPolicy = "allDevices" | "signedDevices" | "trustedDevices";

export type Content = Record<string, unknown>;

/** A request that the machine wants sent. */
export interface MachineRequest {
  /** Undefined where the machine does not want to hear of the answer. */
  readonly id: string | undefined;
  readonly kind:
    | "keysUpload"
    | "keysQuery"
    | "keysClaim"
    | "toDevice"
    | "signatureUpload"
    | "roomMessage"
    | "keysBackup";
  /** JSON. */
  readonly body: string;
  /** With `toDevice` and `roomMessage`. */
  readonly eventType?: string;
  readonly txnId?: string;
  /** With `roomMessage`. */
  readonly roomId?: string;
}

export interface SyncChanges {
  readonly toDevice: unknown[];
  readonly changed: readonly string[];
  readonly left: readonly string[];
  readonly oneTimeKeyCounts: Readonly<Record<string, number>>;
  readonly unusedFallbackKeys: readonly string[];
}

export interface ReceivedToDevice {
  readonly outcome: "decrypted" | "utd" | "plain" | "ignored";
  readonly event: { readonly type: string; readonly sender: string; readonly content: Content };
}

export interface RoomKeyId {
  readonly roomId: string;
  readonly session: string;
}

export interface ShareSettings {
  readonly historyVisibility: HistoryVisibility;
  readonly rotationPeriodMs?: number | undefined;
  readonly rotationPeriodMsgs?: number | undefined;
}

export type HistoryVisibility = "world_readable" | "shared" | "invited" | "joined";

/** An event of a room as the server gives it. */
export interface RoomEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: Content;
  readonly state_key?: string;
  readonly unsigned?: { readonly redacted_because?: unknown };
}

export interface Decrypted {
  readonly type: string;
  readonly content: Content;
  readonly shield: NonNullable<TimelineEvent["shield"]>;
}

/** A session in the format of key exports (Client-Server API, "Key export format"). */
export interface ExportedKey {
  readonly room_id: string;
  readonly session_id: string;
  readonly session_key: string;
}

export interface Trust {
  readonly verified: boolean;
  readonly crossSigned: boolean;
}

/** In the order in which they have to be sent. */
export interface CrossSigningUpload {
  readonly keys?: MachineRequest;
  /** The body of `/keys/device_signing/upload`, which wants user-interactive authentication. */
  readonly signingKeys: string;
  readonly signatures: MachineRequest;
}

/** The machine's refusal to decrypt a room event. */
export class Undecryptable extends Error {
  override name = "Undecryptable";
  /** The library's own code, e.g. `MissingRoomKey`, with a withheld code in parentheses where there is one. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

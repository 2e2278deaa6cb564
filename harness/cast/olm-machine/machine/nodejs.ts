import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Capability } from "../../protocol.ts";
import {
  type Content,
  type CrossSigningUpload,
  type Decrypted,
  type ExportedKey,
  type Machine,
  type MachineKind,
  type MachineRequest,
  type ReceivedToDevice,
  type RoomEvent,
  type RoomKeyId,
  type ShareSettings,
  type SharingPolicy,
  type SyncChanges,
  type Trust,
  Undecryptable,
} from "./machine.ts";
import type { NodejsDecryptedEvent, NodejsLibrary, NodejsMachine, NodejsRequest } from "./nodejs-library.ts";
import { HISTORY_VISIBILITY, identityKeysOf, REQUEST_KINDS, rotationOf, versionOf } from "./shared.ts";

export const NODEJS_PACKAGE = "@matrix-org/matrix-sdk-crypto-nodejs";
export const NODEJS_CAPABILITIES: readonly Capability[] = ["restart", "sigkill", "sendRaw", "crossSigning"];

/** By `StoreType`, `CollectStrategy`, `ShieldColor` and `ShieldStateCode`. */
const SQLITE = 0;
const STRATEGIES: Record<SharingPolicy, number> = { allDevices: 0, signedDevices: 2, trustedDevices: 3 };
const SHIELD_COLORS = ["red", "grey", "none"] as const;
const SHIELD_CODES = [
  "AuthenticityNotGuaranteed",
  "UnknownDevice",
  "UnsignedDevice",
  "UnverifiedIdentity",
  "MismatchedSender",
  "VerificationViolation",
];

/**
 * The OlmMachine of `@matrix-org/matrix-sdk-crypto-nodejs`, with its SQLite store.
 * @throws when the package or its native library is not installed
 */
export async function nodejsMachines(): Promise<MachineKind> {
  const library = createRequire(import.meta.url)(NODEJS_PACKAGE) as NodejsLibrary;
  return {
    capabilities: NODEJS_CAPABILITIES,
    versions: {
      "matrix-sdk-crypto-nodejs": versionOf(NODEJS_PACKAGE),
      "matrix-sdk-crypto": library.getVersions().matrixSdkCrypto,
    },
    open: async ({ userId, deviceId, storePath, policy }) => {
      const path = join(storePath, "crypto");
      await mkdir(path, { recursive: true });
      const [user, device] = [new library.UserId(userId), new library.DeviceId(deviceId)];
      const machine = await library.OlmMachine.initialize(user, device, path, undefined, SQLITE);
      return new NodejsAdapter(library, machine, policy);
    },
  };
}

class NodejsAdapter implements Machine {
  readonly capabilities = NODEJS_CAPABILITIES;
  readonly identityKeys: Machine["identityKeys"];
  readonly #library: NodejsLibrary;
  readonly #machine: NodejsMachine;
  readonly #policy: SharingPolicy;
  #onRoomKeys: (keys: RoomKeyId[]) => void = () => {};

  constructor(library: NodejsLibrary, machine: NodejsMachine, policy: SharingPolicy) {
    this.#library = library;
    this.#machine = machine;
    this.#policy = policy;
    this.identityKeys = identityKeysOf(machine.identityKeys);
  }

  async outgoingRequests(): Promise<MachineRequest[]> {
    return (await this.#machine.outgoingRequests()).map(requestOf);
  }

  async markAsSent({ id, kind }: MachineRequest & { id: string }, response: string): Promise<void> {
    await this.#machine.markRequestAsSent(id, REQUEST_KINDS.indexOf(kind), response);
  }

  async receiveSyncChanges(changes: SyncChanges): Promise<ReceivedToDevice[]> {
    const json = await this.#machine.receiveSyncChanges(
      JSON.stringify(changes.toDevice),
      new this.#library.DeviceLists(this.#userIds(changes.changed), this.#userIds(changes.left)),
      changes.oneTimeKeyCounts,
      [...changes.unusedFallbackKeys],
    );
    const [events, keys] = JSON.parse(json) as [ReceivedToDevice["event"][], { room_id: string; session_id: string }[]];
    if (keys.length > 0) this.#onRoomKeys(keys.map((key) => ({ roomId: key.room_id, session: key.session_id })));
    return compare(changes.toDevice as ReceivedToDevice["event"][], events);
  }

  onRoomKeys(listener: (keys: RoomKeyId[]) => void): void {
    this.#onRoomKeys = listener;
  }

  async trackUsers(users: Iterable<string>): Promise<void> {
    await this.#machine.updateTrackedUsers(this.#userIds(users));
  }

  queryKeys(user: string): MachineRequest {
    return requestOf(this.#machine.queryKeysForUsers(this.#userIds([user])));
  }

  async missingSessions(users: Iterable<string>): Promise<MachineRequest | undefined> {
    const request = await this.#machine.getMissingSessions(this.#userIds(users));
    return request ? requestOf(request) : undefined;
  }

  async shareRoomKey(roomId: string, users: Iterable<string>, settings: ShareSettings): Promise<MachineRequest[]> {
    const encryption = Object.assign(new this.#library.EncryptionSettings(), rotationOf(settings), {
      historyVisibility: HISTORY_VISIBILITY[settings.historyVisibility],
      sharingStrategy: STRATEGIES[this.#policy],
    });
    const room = new this.#library.RoomId(roomId);
    return (await this.#machine.shareRoomKey(room, this.#userIds(users), encryption)).map(requestOf);
  }

  async encrypt(roomId: string, type: string, content: Content): Promise<Content> {
    const room = new this.#library.RoomId(roomId);
    return JSON.parse(await this.#machine.encryptRoomEvent(room, type, JSON.stringify(content)));
  }

  async decrypt(event: RoomEvent, roomId: string): Promise<Decrypted> {
    let decrypted: NodejsDecryptedEvent;
    try {
      decrypted = await this.#machine.decryptRoomEvent(JSON.stringify(event), new this.#library.RoomId(roomId));
    } catch (error) {
      throw undecryptable(error as Error);
    }
    const { type, content } = JSON.parse(decrypted.event);
    return { type, content, shield: shieldOf(decrypted) };
  }

  async exportRoomKey({ roomId, session }: RoomKeyId): Promise<ExportedKey | undefined> {
    return JSON.parse(await this.#machine.exportRoomKeysForSession(roomId, session))[0];
  }

  async trustOf(user: string, deviceId: string): Promise<Trust | undefined> {
    const { UserId, DeviceId } = this.#library;
    const device = await this.#machine.getDevice(new UserId(user), new DeviceId(deviceId));
    return device ? { verified: device.isVerified(), crossSigned: device.isCrossSignedByOwner() } : undefined;
  }

  async bootstrapCrossSigning(): Promise<CrossSigningUpload> {
    const requests = await this.#machine.bootstrapCrossSigning(false);
    return {
      ...(requests.uploadKeysReq && { keys: requestOf(requests.uploadKeysReq) }),
      signingKeys: requests.uploadSigningKeysReq,
      signatures: requestOf(requests.uploadSignaturesReq),
    };
  }

  async hasCrossSigningKeys(): Promise<boolean> {
    const { hasMaster, hasSelfSigning, hasUserSigning } = await this.#machine.crossSigningStatus();
    return hasMaster && hasSelfSigning && hasUserSigning;
  }

  close(): void {
    this.#machine.close();
  }

  #userIds(users: Iterable<string>) {
    return [...users].map((user) => new this.#library.UserId(user));
  }
}

function requestOf({ id, body, type, eventType, txnId, roomId }: NodejsRequest): MachineRequest {
  const kind = REQUEST_KINDS[type] as MachineRequest["kind"];
  // The binding wraps signatures in the name of its own field, which the server would take for a user.
  const json = kind === "signatureUpload" ? JSON.stringify(JSON.parse(body).signed_keys) : body;
  return { id, kind, body: json, ...(eventType && { eventType }), ...(txnId && { txnId }), ...(roomId && { roomId }) };
}

/** The machine gives each to-device event back in its place, decrypted where it could. */
function compare(before: ReceivedToDevice["event"][], after: ReceivedToDevice["event"][]): ReceivedToDevice[] {
  return after.map((event, position) => {
    if (before[position]?.type !== "m.room.encrypted") return { outcome: "plain", event };
    return { outcome: event.type === "m.room.encrypted" ? "utd" : "decrypted", event };
  });
}

/**
 * This binding throws the message of a `MegolmError` without its name
 * (matrix-rust-sdk, crates/matrix-sdk-crypto/src/error.rs; vodozemac, src/megolm/inbound_group_session.rs).
 */
function undecryptable({ message }: Error): Undecryptable {
  const withheld = message.match(/withheld code: Some\("?([\w.]+)"?\)/)?.[1];
  return new Undecryptable(withheld ? `${codeOf(message)}(${withheld})` : codeOf(message), message);
}

function codeOf(message: string): string {
  if (message.startsWith("Can't find the room key")) return "MissingRoomKey";
  if (message.includes("unknown message index")) return "UnknownMessageIndex";
  if (message.includes("mismatched identity keys")) return "MismatchedIdentityKeys";
  return message.startsWith("the sender of the plaintext doesn't match") ? "MismatchedSender" : "UnableToDecrypt";
}

function shieldOf(decrypted: NodejsDecryptedEvent): Decrypted["shield"] {
  const shield = decrypted.shieldState(false);
  if (!shield) return { color: "none" };
  const code = SHIELD_CODES[shield.code];
  return { color: SHIELD_COLORS[shield.color] ?? "none", ...(code && { code }) };
}

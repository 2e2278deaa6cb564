import * as wasm from "@matrix-org/matrix-sdk-crypto-wasm";
import { mutateMachine } from "../../mutations/machine.ts";
import type { Capability } from "../../protocol.ts";
import {
  type Content,
  type CrossSigningUpload,
  type Decrypted,
  type ExportedKey,
  type Machine,
  type MachineKind,
  type MachineRequest,
  type OpenOptions,
  type ReceivedToDevice,
  type RoomEvent,
  type RoomKeyId,
  type ShareSettings,
  type SharingPolicy,
  type SyncChanges,
  type Trust,
  Undecryptable,
  type VersatileMachine,
} from "./machine.ts";
import { HISTORY_VISIBILITY, identityKeysOf, REQUEST_KINDS, rotationOf, versionOf } from "./shared.ts";

export const WASM_CAPABILITIES: readonly Capability[] = [
  "sendRaw",
  "crossSigning",
  "exportKeys",
  "forceRotation",
  "blacklist",
  "toDevice",
  "isolation",
  "mutations",
];

/** By `ProcessedToDeviceEventType`. */
const OUTCOMES = ["decrypted", "utd", "plain", "ignored"] as const;

/** The OlmMachine of `@matrix-org/matrix-sdk-crypto-wasm`, whose store in Node is memory. */
export async function wasmMachines(): Promise<MachineKind> {
  await wasm.initAsync();
  return {
    capabilities: WASM_CAPABILITIES,
    versions: {
      "matrix-sdk-crypto-wasm": versionOf("@matrix-org/matrix-sdk-crypto-wasm"),
      "matrix-sdk-crypto": wasm.getVersions().matrix_sdk_crypto,
    },
    open: async (options) => {
      const { userId, deviceId, policy, mutation } = options;
      const user = new wasm.UserId(userId);
      const device = new wasm.DeviceId(deviceId);
      const machine = await wasm.OlmMachine.initialize(user, device, undefined, undefined, loggerOf(options));
      mutateMachine(machine, mutation);
      return new WasmMachine(machine, policy);
    },
  };
}

class WasmMachine implements VersatileMachine {
  readonly capabilities = WASM_CAPABILITIES;
  readonly identityKeys: Machine["identityKeys"];
  readonly #machine: wasm.OlmMachine;
  readonly #policy: SharingPolicy;

  constructor(machine: wasm.OlmMachine, policy: SharingPolicy) {
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
    const processed = await this.#machine.receiveSyncChanges(
      JSON.stringify(changes.toDevice),
      new wasm.DeviceLists(userIds(changes.changed), userIds(changes.left)),
      new Map(Object.entries(changes.oneTimeKeyCounts)),
      new Set(changes.unusedFallbackKeys),
      this.#decryptionSettings(),
    );
    return processed.map(({ type, rawEvent }) => ({
      outcome: OUTCOMES[type] ?? "ignored",
      event: JSON.parse(rawEvent),
    }));
  }

  onRoomKeys(listener: (keys: RoomKeyId[]) => void): void {
    this.#machine.registerRoomKeyUpdatedCallback(async (keys) =>
      listener(keys.map(({ roomId, sessionId }) => ({ roomId: roomId.toString(), session: sessionId }))),
    );
  }

  async trackUsers(users: Iterable<string>): Promise<void> {
    await this.#machine.updateTrackedUsers(userIds(users));
  }

  queryKeys(user: string): MachineRequest {
    return requestOf(this.#machine.queryKeysForUsers(userIds([user])));
  }

  async missingSessions(users: Iterable<string>): Promise<MachineRequest | undefined> {
    const request = await this.#machine.getMissingSessions(userIds(users));
    return request ? requestOf(request) : undefined;
  }

  async shareRoomKey(roomId: string, users: Iterable<string>, settings: ShareSettings): Promise<MachineRequest[]> {
    const encryption = Object.assign(new wasm.EncryptionSettings(), rotationOf(settings), {
      historyVisibility: HISTORY_VISIBILITY[settings.historyVisibility],
      sharingStrategy: strategyOf(this.#policy),
    });
    return (await this.#machine.shareRoomKey(new wasm.RoomId(roomId), userIds(users), encryption)).map(requestOf);
  }

  async encrypt(roomId: string, type: string, content: Content): Promise<Content> {
    return JSON.parse(await this.#machine.encryptRoomEvent(new wasm.RoomId(roomId), type, JSON.stringify(content)));
  }

  async decrypt(event: RoomEvent, roomId: string): Promise<Decrypted> {
    try {
      const room = new wasm.RoomId(roomId);
      const decrypted = await this.#machine.decryptRoomEvent(JSON.stringify(event), room, this.#decryptionSettings());
      const { type, content } = JSON.parse(decrypted.event);
      return { type, content, shield: shieldOf(decrypted.shieldState(false)) };
    } catch (error) {
      throw error instanceof wasm.MegolmDecryptionError ? undecryptable(error) : error;
    }
  }

  async exportRoomKey({ roomId, session }: RoomKeyId): Promise<ExportedKey | undefined> {
    return (await this.#export((key) => key.sessionId === session && key.roomId.toString() === roomId))[0];
  }

  async exportRoomKeys(roomId?: string): Promise<ExportedKey[]> {
    return this.#export((key) => roomId === undefined || key.roomId.toString() === roomId);
  }

  async importRoomKeys(keys: unknown[]): Promise<number> {
    return (await this.#machine.importExportedRoomKeys(JSON.stringify(keys), () => {})).importedCount;
  }

  async discardSession(roomId: string): Promise<void> {
    await this.#machine.invalidateGroupSession(new wasm.RoomId(roomId));
  }

  async trustOf(user: string, deviceId: string): Promise<Trust | undefined> {
    using device = await this.#device(user, deviceId);
    return device && { verified: device.isVerified(), crossSigned: device.isCrossSignedByOwner() };
  }

  async blacklist(user: string, deviceId: string): Promise<boolean> {
    using device = await this.#device(user, deviceId);
    await device?.setLocalTrust(wasm.LocalTrust.BlackListed);
    return device !== undefined;
  }

  async encryptToDevice(user: string, deviceId: string, type: string, content: Content): Promise<Content> {
    using device = await this.#device(user, deviceId);
    if (!device) throw new Error(`this device does not know device ${deviceId} of ${user}`);
    return JSON.parse(await device.encryptToDeviceEvent(type, content));
  }

  async bootstrapCrossSigning(): Promise<CrossSigningUpload> {
    const requests = await this.#machine.bootstrapCrossSigning(false);
    return {
      ...(requests.uploadKeysRequest && { keys: requestOf(requests.uploadKeysRequest) }),
      signingKeys: requests.uploadSigningKeysRequest.body,
      signatures: requestOf(requests.uploadSignaturesRequest),
    };
  }

  async hasCrossSigningKeys(): Promise<boolean> {
    const { hasMaster, hasSelfSigning, hasUserSigning } = await this.#machine.crossSigningStatus();
    return hasMaster && hasSelfSigning && hasUserSigning;
  }

  close(): void {
    this.#machine.close();
  }

  async #export(wanted: (key: wasm.InboundGroupSession) => boolean): Promise<ExportedKey[]> {
    return JSON.parse(await this.#machine.exportRoomKeys(wanted));
  }

  #device(user: string, deviceId: string): Promise<wasm.Device | undefined> {
    return this.#machine.getDevice(new wasm.UserId(user), new wasm.DeviceId(deviceId));
  }

  #decryptionSettings(): wasm.DecryptionSettings {
    const { Untrusted, CrossSignedOrLegacy } = wasm.TrustRequirement;
    return new wasm.DecryptionSettings(this.#policy === "signedDevices" ? CrossSignedOrLegacy : Untrusted);
  }
}

type Request = Awaited<ReturnType<wasm.OlmMachine["outgoingRequests"]>>[number];

function requestOf(request: Request): MachineRequest {
  const { id, body, type } = request;
  return {
    id,
    kind: REQUEST_KINDS[type] as MachineRequest["kind"],
    body,
    ...("event_type" in request && { eventType: request.event_type, txnId: request.txn_id }),
    ...("room_id" in request && { roomId: request.room_id }),
  };
}

/** The machine takes these over and frees them, so each call needs its own. */
const userIds = (users: Iterable<string>) => [...users].map((user) => new wasm.UserId(user));

function strategyOf(policy: SharingPolicy): wasm.CollectStrategy {
  if (policy === "signedDevices") return wasm.CollectStrategy.identityBasedStrategy();
  if (policy === "trustedDevices") return wasm.CollectStrategy.onlyTrustedDevices();
  return wasm.CollectStrategy.allDevices();
}

function shieldOf({ color, code }: wasm.ShieldState): Decrypted["shield"] {
  const colors = { [wasm.ShieldColor.Red]: "red", [wasm.ShieldColor.Grey]: "grey", [wasm.ShieldColor.None]: "none" };
  return {
    color: colors[color] as Decrypted["shield"]["color"],
    ...(code !== undefined && { code: wasm.ShieldStateCode[code] as string }),
  };
}

function undecryptable({ code, withheldCode, description }: wasm.MegolmDecryptionError): Undecryptable {
  const name = wasm.DecryptionErrorCode[code] as string;
  return new Undecryptable(withheldCode ? `${name}(${withheldCode})` : name, description);
}

function loggerOf({ log }: OpenOptions): wasm.JsLogger {
  return {
    debug: () => {},
    info: (line) => log("info", String(line)),
    warn: (line) => log("warn", String(line)),
    error: (line) => log("error", String(line)),
  };
}

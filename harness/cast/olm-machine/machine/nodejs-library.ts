/**
 * The part of `@matrix-org/matrix-sdk-crypto-nodejs` 0.6.6 that its adapter uses. The package is an optional
 * dependency, so its own types may not be there when ours are checked.
 */
export interface NodejsLibrary {
  readonly OlmMachine: {
    initialize(
      userId: Identifier,
      deviceId: Identifier,
      storePath: string,
      passphrase: undefined,
      storeType: number,
    ): Promise<NodejsMachine>;
  };
  readonly UserId: new (id: string) => Identifier;
  readonly DeviceId: new (id: string) => Identifier;
  readonly RoomId: new (id: string) => Identifier;
  readonly DeviceLists: new (changed: Identifier[], left: Identifier[]) => object;
  readonly EncryptionSettings: new () => NodejsEncryptionSettings;
  getVersions(): { readonly matrixSdkCrypto: string };
}

export interface NodejsMachine {
  readonly identityKeys: { readonly ed25519: Key; readonly curve25519: Key };
  outgoingRequests(): Promise<NodejsRequest[]>;
  markRequestAsSent(id: string, type: number, response: string): Promise<boolean>;
  /** @returns JSON: the to-device events, and the room keys that they brought */
  receiveSyncChanges(
    toDevice: string,
    devices: object,
    oneTimeKeyCounts: Record<string, number>,
    unusedFallbackKeys: string[],
  ): Promise<string>;
  updateTrackedUsers(users: Identifier[]): Promise<void>;
  queryKeysForUsers(users: Identifier[]): NodejsRequest;
  getMissingSessions(users: Identifier[]): Promise<NodejsRequest | null>;
  shareRoomKey(room: Identifier, users: Identifier[], settings: NodejsEncryptionSettings): Promise<NodejsRequest[]>;
  encryptRoomEvent(room: Identifier, type: string, content: string): Promise<string>;
  decryptRoomEvent(event: string, room: Identifier): Promise<NodejsDecryptedEvent>;
  exportRoomKeysForSession(roomId: string, session: string): Promise<string>;
  getDevice(user: Identifier, device: Identifier): Promise<NodejsDevice | null>;
  bootstrapCrossSigning(reset: boolean): Promise<NodejsBootstrap>;
  crossSigningStatus(): Promise<{
    readonly hasMaster: boolean;
    readonly hasSelfSigning: boolean;
    readonly hasUserSigning: boolean;
  }>;
  close(): void;
}

interface Identifier {
  toString(): string;
}

interface Key {
  toBase64(): string;
}

export interface NodejsRequest {
  readonly id: string;
  readonly body: string;
  readonly type: number;
  readonly eventType?: string;
  readonly txnId?: string;
  readonly roomId?: string;
}

interface NodejsDevice {
  isVerified(): boolean;
  isCrossSignedByOwner(): boolean;
}

interface NodejsBootstrap {
  readonly uploadKeysReq?: NodejsRequest;
  readonly uploadSigningKeysReq: string;
  readonly uploadSignaturesReq: NodejsRequest;
}

export interface NodejsEncryptionSettings {
  rotationPeriod: bigint;
  rotationPeriodMessages: bigint;
  historyVisibility: number;
  sharingStrategy: number;
}

export interface NodejsDecryptedEvent {
  /** JSON. */
  readonly event: string;
  shieldState(strict: boolean): { readonly color: number; readonly code: number } | null;
}

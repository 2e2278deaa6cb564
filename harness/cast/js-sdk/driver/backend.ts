import type { OlmMachine, RoomKeyInfo } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

/**
 * What lies behind js-sdk's `CryptoApi`. Its types keep these private, but they have kept their names since
 * version 37, and some things that a test must know or do have no public way.
 */
export interface Backend extends CryptoApi {
  readonly olmMachine: OlmMachine;
  readonly outgoingRequestProcessor: { makeOutgoingRequest(request: unknown): Promise<void> };
  readonly outgoingRequestsManager: { doProcessOutgoingRequests(): Promise<void> };
  readonly perSessionBackupDownloader: { stop(): void };
  readonly backupManager: { backupKeysLoop(maxDelayMs?: number): Promise<void> };
  onRoomKeysUpdated(keys: RoomKeyInfo[]): Promise<void>;
  stop(): void;
}

/** @throws when encryption has not been initialised */
export function backendOf(client: MatrixClient): Backend {
  const crypto = client.getCrypto();
  if (!crypto) throw new Error("encryption is not initialised");
  return crypto as Backend;
}

/**
 * Backs up new keys at once. The SDK waits up to 10 s first, so that many clients do not come all together:
 * a parameter until 40, a static field since.
 */
export function backUpAtOnce({ backupManager }: Backend): void {
  (backupManager.constructor as { maxBackupLoopStartDelayMillis?: number }).maxBackupLoopStartDelayMillis = 0;
  const loop = backupManager.backupKeysLoop;
  backupManager.backupKeysLoop = () => loop.call(backupManager, 0);
}

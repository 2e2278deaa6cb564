import type { MatrixClient } from "matrix-js-sdk";
import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import type { Emit } from "../../rpc/server.ts";
import type { Backend } from "./backend.ts";
import type { Platform } from "./platform.ts";
import type { SecretStorageKeys } from "./secret-storage-keys.ts";
import type { RtcWatch } from "./watch/rtc.ts";
import type { SyncWatch } from "./watch/sync.ts";
import type { TimelineWatch } from "./watch/timeline.ts";
import type { VerificationWatch } from "./watch/verification.ts";

/** The one device that this driver drives, once it has a session. */
export interface Device {
  readonly userId: string;
  readonly deviceId: string;
  readonly client: MatrixClient;
  readonly crypto: Backend;
  readonly secretStorageKeys: SecretStorageKeys;
  /** Resolves when the server has the device keys and the one-time keys. */
  readonly keysUploaded: Promise<void>;
  readonly sync: SyncWatch;
  readonly timeline: TimelineWatch;
  readonly rtc: RtcWatch;
  readonly verification: VerificationWatch;
}

/** What the methods of all subjects share. */
export class Context {
  readonly platform: Platform;
  readonly emit: Emit;
  #device: Device | undefined;

  constructor(platform: Platform, emit: Emit) {
    this.platform = platform;
    this.emit = emit;
  }

  get loggedIn(): boolean {
    return this.#device !== undefined;
  }

  /** @throws MethodError before `login` and `restore` */
  get device(): Device {
    if (!this.#device) throw new MethodError(ErrorCode.failed, "there is no session yet: call login or restore first");
    return this.#device;
  }

  set device(device: Device) {
    this.#device = device;
  }
}

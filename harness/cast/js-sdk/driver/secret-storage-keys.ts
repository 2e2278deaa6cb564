import { type CryptoCallbacks, decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { ServerSideSecretStorage } from "matrix-js-sdk/lib/secret-storage.js";
import { ErrorCode } from "../../protocol.ts";
import { invalidParams, MethodError } from "../../rpc/errors.ts";

type Key = Uint8Array<ArrayBuffer>;

/** The keys of secret storages that this device has made or been given. */
export class SecretStorageKeys {
  readonly #byId = new Map<string, Key>();

  readonly callbacks: CryptoCallbacks = {
    getSecretStorageKey: async ({ keys }) => {
      for (const id of Object.keys(keys)) {
        const key = this.#byId.get(id);
        if (key) return [id, key];
      }
      return null;
    },
    cacheSecretStorageKey: (id, _info, key) => void this.#byId.set(id, key),
  };

  /**
   * Takes the key that a user typed.
   * @throws MethodError when it is malformed or does not open this user's secret storage
   */
  async unlock(storage: ServerSideSecretStorage, recoveryKey: string): Promise<void> {
    const key = decode(recoveryKey);
    const found = await storage.getKey();
    if (!found) throw new MethodError(ErrorCode.failed, "this user has no secret storage");
    const [id, info] = found;
    if (!(await storage.checkKey(key, info))) {
      throw new MethodError(ErrorCode.failed, "the recovery key does not open this user's secret storage");
    }
    this.#byId.set(id, key);
  }
}

function decode(recoveryKey: string): Key {
  try {
    return decodeRecoveryKey(recoveryKey) as Key;
  } catch (error) {
    throw invalidParams(`not a recovery key: ${(error as Error).message}`);
  }
}

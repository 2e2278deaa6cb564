import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";

export const dehydration = (context: Context): Handlers => ({
  startDehydration: async ({ recoveryKey, createNewKey, rehydrate }) => {
    const { client, crypto, secretStorageKeys } = context.device;
    if (!(await crypto.isDehydrationSupported())) {
      throw new MethodError(ErrorCode.failed, "the server does not support dehydrated devices (MSC3814)");
    }
    await secretStorageKeys.unlock(client.secretStorage, recoveryKey);
    let rehydratedKeys: number | undefined;
    const count = (roomKeys: number) => {
      rehydratedKeys = roomKeys;
    };
    client.on(CryptoEvent.RehydrationProgress, count);
    try {
      await crypto.startDehydration({ createNewKey, rehydrate });
    } finally {
      client.off(CryptoEvent.RehydrationProgress, count);
    }
    return rehydratedKeys === undefined ? {} : { rehydratedKeys };
  },
});

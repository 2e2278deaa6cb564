import { CryptoEvent, type GeneratedSecretStorageKey } from "matrix-js-sdk/lib/crypto-api/index.js";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";
import { withPassword } from "../uia.ts";
import { until } from "../until.ts";

export const backup = (context: Context): Handlers => ({
  enableBackup: ({ password }) => createBackup(context, password),

  restoreBackup: async ({ recoveryKey }) => {
    const { client, crypto, secretStorageKeys } = context.device;
    await secretStorageKeys.unlock(client.secretStorage, recoveryKey);
    await crypto.bootstrapCrossSigning({});
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    const { imported } = await crypto.restoreKeyBackup();
    await crypto.checkKeyBackupAndEnable();
    return { imported, version: await activeVersion(context) };
  },

  waitForBackup: async () => ({ count: await backedUp(context) }),

  resetBackup: async ({ password }) => {
    const { crypto } = context.device;
    const version = await crypto.getActiveSessionBackupVersion();
    if (version) await crypto.deleteKeyBackupVersion(version);
    return createBackup(context, password);
  },

  backupStatus: async () => {
    const version = await context.device.crypto.getActiveSessionBackupVersion();
    return version ? { enabled: true, version } : { enabled: false };
  },
});

/** New secret storage and a new backup; cross-signing too where there is none, since it vouches for the backup. */
async function createBackup(context: Context, password: string): Promise<{ recoveryKey: string; version: string }> {
  const { crypto, userId } = context.device;
  await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: withPassword(userId, password) });
  const key: GeneratedSecretStorageKey = await crypto.createRecoveryKeyFromPassphrase();
  await crypto.bootstrapSecretStorage({
    createSecretStorageKey: async () => key,
    setupNewSecretStorage: true,
    setupNewKeyBackup: true,
  });
  await backedUp(context);
  return { recoveryKey: key.encodedPrivateKey as string, version: await activeVersion(context) };
}

async function activeVersion({ device }: Context): Promise<string> {
  const version = await device.crypto.getActiveSessionBackupVersion();
  if (!version) throw new MethodError(ErrorCode.failed, "no backup is active on this device");
  return version;
}

/** Waits until every room key is in the backup; resolves with their number. */
async function backedUp(context: Context): Promise<number> {
  const { client, crypto } = context.device;
  await activeVersion(context);
  return until("room keys to be backed up", client, [CryptoEvent.KeyBackupSessionsRemaining], async () => {
    const counts = await crypto.olmMachine.roomKeyCounts();
    return counts.backedUp === counts.total ? counts.total : undefined;
  });
}

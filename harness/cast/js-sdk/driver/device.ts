import type { RequestType } from "@matrix-org/matrix-sdk-crypto-wasm";
import { createClient, type ICreateClientOpts } from "matrix-js-sdk";
import {
  AllDevicesIsolationMode,
  type DeviceIsolationMode,
  OnlySignedDevicesIsolationMode,
} from "matrix-js-sdk/lib/crypto-api/index.js";
import { mutateMachine } from "../../mutations/machine.ts";
import type { ClientOptions } from "../../protocol.ts";
import { type Backend, backendOf, backUpAtOnce } from "./backend.ts";
import type { Context, Device } from "./context.ts";
import type { Platform, SavedSession } from "./platform.ts";
import { SecretStorageKeys } from "./secret-storage-keys.ts";
import { MachineCalls } from "./watch/machine-calls.ts";
import { RoomKeyWatch } from "./watch/room-keys.ts";
import { watchRooms } from "./watch/rooms.ts";
import { RtcWatch } from "./watch/rtc.ts";
import { SyncWatch } from "./watch/sync.ts";
import { TimelineWatch } from "./watch/timeline.ts";
import { watchToDevice } from "./watch/to-device.ts";
import { watchUtdHook } from "./watch/utd-hook.ts";
import { VerificationWatch } from "./watch/verification.ts";

interface OpenOptions extends SavedSession {
  readonly homeserverUrl: string;
  readonly options: ClientOptions | undefined;
}

/** crypto-wasm's `RequestType.KeysUpload`. */
const KEYS_UPLOAD: RequestType.KeysUpload = 0;

/** Opens the stores of a session, with its encryption, and listens to all that it does. Sends nothing yet. */
export async function openDevice(session: OpenOptions, { platform, emit }: Context): Promise<Device> {
  const { homeserverUrl: baseUrl, userId, deviceId, accessToken, oauth, options = {} } = session;
  const secretStorageKeys = new SecretStorageKeys();
  const client = createClient({
    baseUrl,
    userId,
    deviceId,
    accessToken,
    timelineSupport: true,
    disableVoip: true,
    cryptoCallbacks: secretStorageKeys.callbacks,
    ...(oauth && refreshing({ userId, deviceId, accessToken, oauth }, platform)),
    ...(platform.storage && { store: platform.storage.syncStore() }),
  });
  await client.store.startup();
  await client.initRustCrypto({ useIndexedDB: platform.storage !== undefined });
  const crypto = backendOf(client);
  configure(crypto, options);
  mutateMachine(crypto.olmMachine, options.mutation);
  const calls = new MachineCalls(crypto.olmMachine);
  watchToDevice(calls, new RoomKeyWatch(crypto, calls, emit), emit);
  watchRooms(client, emit);
  watchUtdHook(client, emit);
  return {
    userId,
    deviceId,
    client,
    crypto,
    secretStorageKeys,
    keysUploaded: uploadOf(calls),
    sync: new SyncWatch(client, emit),
    timeline: new TimelineWatch(client, crypto, emit),
    rtc: new RtcWatch(client, emit),
    verification: new VerificationWatch(client, emit),
  };
}

/** Has the SDK refresh the tokens of a session by OAuth, and keeps the new ones before it uses them. */
function refreshing({ oauth, ...session }: Required<SavedSession>, { storage }: Platform): Partial<ICreateClientOpts> {
  return {
    refreshToken: oauth.refreshToken,
    oauthClientId: oauth.clientId,
    onTokenRefresh: async ({ accessToken, refreshToken = oauth.refreshToken }) => {
      await storage?.save({ ...session, accessToken, oauth: { ...oauth, refreshToken } });
    },
  };
}

function configure(crypto: Backend, options: ClientOptions): void {
  crypto.setDeviceIsolationMode(isolationMode(options));
  crypto.globalBlacklistUnverifiedDevices = options.onlyVerifiedDevices ?? false;
  if (options.autoBackup === false) crypto.perSessionBackupDownloader.stop();
  backUpAtOnce(crypto);
}

function isolationMode({ excludeInsecureDevices }: ClientOptions): DeviceIsolationMode {
  return excludeInsecureDevices ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false);
}

/** Resolves when the server has taken the device's keys. */
function uploadOf(calls: MachineCalls): Promise<void> {
  return new Promise((resolve) => {
    calls.after("markRequestAsSent", (_result, _id, type) => type === KEYS_UPLOAD && resolve());
  });
}

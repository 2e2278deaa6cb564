import { ClientEvent, createClient, Filter, type MatrixClient, SyncState } from "matrix-js-sdk";
import type { LoggedIn, LoginParams } from "../../../protocol.ts";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context, Device } from "../context.ts";
import { openDevice } from "../device.ts";
import { signInAtIssuer } from "../oauth.ts";
import type { SavedSession } from "../platform.ts";
import { withPassword } from "../uia.ts";

/** Between attempts at an upload that the SDK has given up, in milliseconds. */
const UPLOAD_RETRY_MS = 500;

/** The most events of one room that Synapse gives in a sync. */
const MOST_EVENTS = 100;

export const session = (context: Context): Handlers => ({
  login: async (login) => {
    if (context.loggedIn) throw new MethodError(ErrorCode.failed, "this driver has a session already: start another");
    const { homeserverUrl, options } = login;
    const saved = login.signIn === "oauth" ? await signInAtIssuer(login) : await signInByPassword(login, context);
    await context.platform.storage?.save(saved);
    context.device = await openDevice({ ...saved, homeserverUrl, options }, context);
    await uploadKeys(context.device);
    return loggedIn(context.device);
  },

  restore: async ({ homeserverUrl, options }) => {
    const saved = await context.platform.storage?.load();
    if (!saved) throw new MethodError(ErrorCode.failed, "there is no session in this store");
    context.device = await openDevice({ ...saved, homeserverUrl, options }, context);
    return loggedIn(context.device);
  },

  startSync: async () => {
    const { client, sync } = context.device;
    const synced = sync.next();
    await client.startClient({ lazyLoadMembers: true, initialSyncLimit: 20, filter: withoutGaps(client) });
    await synced;
    return {};
  },

  stopSync: async () => {
    await stopSync(context.device);
    return {};
  },

  shutdown: async () => {
    if (context.loggedIn) await shutDown(context.device);
    return {};
  },

  logout: async () => {
    await context.device.client.logout(true);
    return {};
  },

  deleteDevice: async ({ deviceId, password }) => {
    const { client, userId } = context.device;
    await withPassword(userId, password)((auth) => client.deleteDevice(deviceId, auth ?? undefined));
    return {};
  },
});

async function signInByPassword(login: LoginParams, { platform }: Context): Promise<SavedSession> {
  const { homeserverUrl, user, password, deviceId } = login;
  const answer = await createClient({ baseUrl: homeserverUrl }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    ...(deviceId && { device_id: deviceId }),
    initial_device_display_name: platform.driver,
  });
  return { userId: answer.user_id, deviceId: answer.device_id, accessToken: answer.access_token };
}

async function loggedIn({ client, crypto, userId, deviceId }: Device): Promise<LoggedIn> {
  const keys = await crypto.getOwnDeviceKeys();
  return { userId, deviceId, accessToken: client.getAccessToken() as string, ...keys };
}

/** The SDK uploads keys after a sync, and gives up on some errors until the next; a login must not return before. */
async function uploadKeys({ crypto, keysUploaded }: Device): Promise<void> {
  let uploaded = false;
  const done = keysUploaded.then(() => {
    uploaded = true;
  });
  while (!uploaded) {
    const attempt = crypto.outgoingRequestsManager.doProcessOutgoingRequests();
    await Promise.race([done, attempt.then(() => new Promise((resolve) => setTimeout(resolve, UPLOAD_RETRY_MS)))]);
  }
}

/** By itself the SDK asks for ten events, and leaves it to whoever scrolls to fill the gap before them. */
function withoutGaps(client: MatrixClient): Filter {
  const filter = new Filter(client.getUserId());
  filter.setUnreadThreadNotifications(true);
  filter.setTimelineLimit(MOST_EVENTS);
  return filter;
}

/** Ends the sync loop, and leaves the machine open, which the SDK would close: closed, it could not sync again. */
async function stopSync({ client, crypto, sync }: Device): Promise<void> {
  const wasInRequest = sync.inRequest;
  const ended = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => state === SyncState.Stopped && resolve());
  });
  const close = crypto.stop;
  crypto.stop = () => {};
  client.stopClient();
  crypto.stop = close;
  if (wasInRequest) await ended;
}

async function shutDown(device: Device): Promise<void> {
  await stopSync(device);
  await device.client.store.save(true);
  device.client.stopClient();
}

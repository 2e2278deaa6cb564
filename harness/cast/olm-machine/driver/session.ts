import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedIn } from "../../protocol.ts";
import type { Handlers } from "../../rpc/server.ts";
import { Homeserver } from "../matrix/homeserver.ts";
import { withPassword } from "../matrix/password.ts";
import type { Context } from "./context.ts";
import type { Device } from "./device.ts";
import { load } from "./store.ts";

/** Between attempts at the first upload of keys, in milliseconds. */
const UPLOAD_RETRY_MS = 500;

type SessionHandlers = Handlers & Required<Pick<Handlers, "shutdown">>;

export const session = (context: Context): SessionHandlers => ({
  login: async ({ homeserverUrl, user, password, deviceId, storePath, options }) => {
    const answer = await new Homeserver(homeserverUrl).json<Record<string, string>>("POST", ["login"], {
      body: {
        type: "m.login.password",
        identifier: { type: "m.id.user", user },
        password,
        ...(deviceId && { device_id: deviceId }),
        initial_device_display_name: "OlmMachine",
      },
    });
    const session = {
      userId: String(answer.user_id),
      deviceId: String(answer.device_id),
      accessToken: String(answer.access_token),
    };
    const device = await context.open({ homeserverUrl, storePath, session, options });
    await device.save();
    await uploadKeys(device);
    return loggedIn(device);
  },

  ...(context.machines.capabilities.includes("restart") && {
    restore: async ({ homeserverUrl, storePath, options }) => {
      const session = await load(storePath);
      return loggedIn(await context.open({ homeserverUrl, storePath, session, options }));
    },
  }),

  startSync: async () => {
    await context.device.sync.start();
    return {};
  },

  stopSync: async () => {
    await context.device.sync.stop();
    return {};
  },

  shutdown: async () => {
    if (context.loggedIn) await shutDown(context.device);
    return {};
  },

  logout: async () => {
    await context.device.server.request("POST", ["logout"], { body: {} });
    await context.device.stop();
    return {};
  },

  deleteDevice: async ({ deviceId, password }) => {
    const { server, session } = context.device;
    await withPassword(session.userId, password, (auth) =>
      server.request("DELETE", ["devices", deviceId], { body: auth }),
    );
    return {};
  },
});

/** Device keys and one-time keys must be on the server; the harness bounds the wait. */
async function uploadKeys(device: Device): Promise<void> {
  await device.outgoing.flush();
  while (!device.keysUploaded) {
    await sleep(UPLOAD_RETRY_MS);
    await device.outgoing.flush();
  }
}

const loggedIn = ({ session: { userId, deviceId, accessToken }, machine }: Device): LoggedIn => ({
  userId,
  deviceId,
  accessToken,
  ...machine.identityKeys,
});

async function shutDown(device: Device): Promise<void> {
  await device.stop();
  device.machine.close();
}

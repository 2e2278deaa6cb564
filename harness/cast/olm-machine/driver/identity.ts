import type { Handlers } from "../../rpc/server.ts";
import { withPassword } from "../matrix/password.ts";
import type { Context } from "./context.ts";

export const identity = (context: Context): Handlers => ({
  devices: async ({ userId, refresh }) => {
    const { device } = context;
    if (refresh || !device.keys.has(userId)) await device.queryKeys(userId);
    return { devices: await device.devicesOf(userId) };
  },

  bootstrapCrossSigning: async ({ password }) => {
    const { machine, outgoing, server, session } = context.device;
    const { keys, signingKeys, signatures } = await machine.bootstrapCrossSigning();
    if (keys) await outgoing.send(keys);
    await withPassword(session.userId, password, (auth) =>
      server.request("POST", ["keys", "device_signing", "upload"], { body: { ...JSON.parse(signingKeys), ...auth } }),
    );
    await outgoing.send(signatures);
    return {};
  },

  crossSigningStatus: async () => {
    const { device } = context;
    const { machine, keys } = device;
    const { userId, deviceId } = device.session;
    await device.queryKeys(userId);
    return {
      hasMaster: keys.hasIdentity(userId),
      hasPrivateKeys: await machine.hasCrossSigningKeys(),
      ownDeviceSigned: (await machine.trustOf(userId, deviceId))?.crossSigned ?? false,
    };
  },
});

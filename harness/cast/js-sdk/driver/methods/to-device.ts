import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";

export const toDevice = (context: Context): Handlers => ({
  sendToDevice: async ({ type, content, targets }) => {
    const { client, crypto } = context.device;
    await client.queueToDevice(await crypto.encryptToDeviceMessages(type, targets, content));
    return {};
  },
});

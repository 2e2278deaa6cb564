import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";

export const roomKeys = (context: Context): Handlers => ({
  exportKeys: async ({ roomId }) => {
    const keys = await context.device.crypto.exportRoomKeys();
    return { keys: roomId ? keys.filter((key) => key.room_id === roomId) : keys };
  },

  importKeys: async ({ keys }) => {
    let imported = 0;
    await context.device.crypto.importRoomKeysAsJson(JSON.stringify(keys), {
      progressCallback: (progress) => {
        if ("successes" in progress) imported = progress.successes ?? 0;
      },
    });
    return { imported };
  },

  discardSession: async ({ roomId }) => {
    await context.device.sync.joinedRoom(roomId);
    await context.device.crypto.forceDiscardSession(roomId);
    return {};
  },
});

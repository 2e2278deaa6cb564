import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";

export const roomKeys = (context: Context): Handlers => ({
  exportKeys: async ({ roomId }) => {
    const keys = await context.device.crypto.exportRoomKeys();
    return { keys: roomId ? keys.filter((key) => key.room_id === roomId) : keys };
  },

  importKeys: async ({ keys }) => {
    const { olmMachine } = context.device.crypto;
    const { importedCount } = await olmMachine.importExportedRoomKeys(JSON.stringify(keys), () => {});
    return { imported: importedCount };
  },

  discardSession: async ({ roomId }) => {
    await context.device.sync.joinedRoom(roomId);
    await context.device.crypto.forceDiscardSession(roomId);
    return {};
  },
});

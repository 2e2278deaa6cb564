import { randomUUID } from "node:crypto";
import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import type { Handlers } from "../../rpc/server.ts";
import type { Content, VersatileMachine } from "../machine/machine.ts";
import type { Context } from "./context.ts";
import type { Device } from "./device.ts";

/** The methods that only the binding for WebAssembly makes possible. */
export const versatile = (context: Context): Handlers => ({
  exportKeys: async ({ roomId }) => ({ keys: await machineOf(context).exportRoomKeys(roomId) }),

  importKeys: async ({ keys }) => ({ imported: await machineOf(context).importRoomKeys(keys) }),

  discardSession: async ({ roomId }) => {
    await machineOf(context).discardSession(roomId);
    return {};
  },

  blacklistDevice: async ({ userId, deviceId }) => {
    if (await machineOf(context).blacklist(userId, deviceId)) return {};
    throw new MethodError(ErrorCode.failed, `this device does not know device ${deviceId} of ${userId}`);
  },

  sendToDevice: async ({ type, content, targets }) => {
    const machine = machineOf(context);
    await reach(context.device, new Set(targets.map((target) => target.userId)));
    const messages: Record<string, Record<string, Content>> = {};
    for (const { userId, deviceId } of targets) {
      messages[userId] ??= {};
      messages[userId][deviceId] = await machine.encryptToDevice(userId, deviceId, type, content);
    }
    await context.device.outgoing.send({
      id: undefined,
      kind: "toDevice",
      eventType: "m.room.encrypted",
      txnId: randomUUID(),
      body: JSON.stringify({ messages }),
    });
    return {};
  },
});

function machineOf({ machines, device }: Context): VersatileMachine {
  if (machines.capabilities.includes("exportKeys")) return device.machine as VersatileMachine;
  throw new MethodError(ErrorCode.noSuchMethod, "this binding of the OlmMachine has no way to do that");
}

/** Sees to it that the machine knows these users' devices and has an Olm session with each. */
async function reach({ machine, outgoing }: Device, users: Set<string>): Promise<void> {
  await machine.trackUsers(users);
  await outgoing.flush();
  const claim = await machine.missingSessions(users);
  if (claim) await outgoing.send(claim);
}

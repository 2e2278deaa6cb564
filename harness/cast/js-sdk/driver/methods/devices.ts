import { DeviceId, LocalTrust, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { Device as SdkDevice } from "matrix-js-sdk";
import type { DeviceInfo } from "../../../protocol.ts";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Backend } from "../backend.ts";
import type { Context } from "../context.ts";

export const devices = (context: Context): Handlers => ({
  devices: async ({ userId, refresh }) => {
    const { crypto } = context.device;
    if (refresh) await queryKeys(crypto, userId);
    const known = await crypto.getUserDeviceInfo([userId], true);
    const all = [...(known.get(userId)?.values() ?? [])];
    return { devices: await Promise.all(all.map((device) => infoOf(crypto, userId, device))) };
  },

  blacklistDevice: async ({ userId, deviceId }) => {
    const { olmMachine } = context.device.crypto;
    const device = await olmMachine.getDevice(new UserId(userId), new DeviceId(deviceId));
    if (!device) throw new MethodError(ErrorCode.failed, `this device does not know device ${deviceId} of ${userId}`);
    await device.setLocalTrust(LocalTrust.BlackListed);
    device.free();
    return {};
  },
});

/** Asks the server for a user's keys now. The SDK does so only for its own user. */
export async function queryKeys(crypto: Backend, userId: string): Promise<void> {
  const request = crypto.olmMachine.queryKeysForUsers([new UserId(userId)]);
  await crypto.outgoingRequestProcessor.makeOutgoingRequest(request);
}

async function infoOf(crypto: Backend, userId: string, device: SdkDevice): Promise<DeviceInfo> {
  const status = await crypto.getDeviceVerificationStatus(userId, device.deviceId);
  const [ed25519, curve25519] = [device.getFingerprint(), device.getIdentityKey()];
  return {
    deviceId: device.deviceId,
    ...(ed25519 && { ed25519 }),
    ...(curve25519 && { curve25519 }),
    verified: status?.isVerified() ?? false,
    crossSigned: status?.signedByOwner ?? false,
    dehydrated: device.dehydrated,
  };
}

import type { VerificationRequest } from "matrix-js-sdk/lib/crypto-api/index.js";
import { ErrorCode, type Methods } from "../../../protocol.ts";
import { invalidParams, MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";
import { queryKeys } from "./devices.ts";

const SAS = "m.sas.v1";

export const verification = (context: Context): Handlers => ({
  requestVerification: async (params) => ({
    flowId: context.device.verification.watch(await requestOf(context, params)),
  }),

  acceptVerification: async ({ flowId }) => {
    await context.device.verification.flow(flowId).request.accept();
    return {};
  },

  startSas: async ({ flowId }) => {
    await context.device.verification.flow(flowId).request.startVerification(SAS);
    return {};
  },

  confirmSas: async ({ flowId }) => {
    await context.device.verification.sas(flowId).confirm();
    context.device.verification.report(flowId, "confirmed");
    return {};
  },

  mismatchSas: async ({ flowId }) => {
    context.device.verification.sas(flowId).mismatch();
    return {};
  },

  showQr: async ({ flowId }) => {
    const code = await context.device.verification.flow(flowId).request.generateQRCode();
    if (!code) throw new MethodError(ErrorCode.failed, "the two sides cannot verify by QR code");
    return { bytes: [...code] };
  },

  scanQr: async ({ flowId, bytes }) => {
    await context.device.verification.flow(flowId).request.scanQRCode(new Uint8ClampedArray(bytes));
    return {};
  },

  confirmQr: async ({ flowId }) => {
    context.device.verification.scannedCode(flowId).confirm();
    return {};
  },

  cancelVerification: async ({ flowId }) => {
    await context.device.verification.flow(flowId).request.cancel();
    return {};
  },
});

/** The SDK verifies other users in a room only, and other devices by their id. */
async function requestOf(
  { device }: Context,
  { userId, deviceId, roomId }: Methods["requestVerification"]["params"],
): Promise<VerificationRequest> {
  const { crypto } = device;
  await queryKeys(crypto, userId);
  if (roomId) return crypto.requestVerificationDM(userId, roomId);
  if (deviceId) return crypto.requestDeviceVerification(userId, deviceId);
  if (userId === device.userId) return crypto.requestOwnUserVerification();
  throw invalidParams(
    "matrix-js-sdk verifies another user in a room, or one of their devices: give roomId or deviceId",
  );
}

import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";
import { withPassword } from "../uia.ts";

export const identity = (context: Context): Handlers => ({
  bootstrapCrossSigning: async ({ password }) => {
    const { crypto, userId } = context.device;
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: withPassword(userId, password) });
    return {};
  },

  crossSigningStatus: async () => {
    const { crypto, userId, deviceId } = context.device;
    const { publicKeysOnDevice, privateKeysCachedLocally: held } = await crypto.getCrossSigningStatus();
    const own = await crypto.getDeviceVerificationStatus(userId, deviceId);
    return {
      hasMaster: publicKeysOnDevice,
      hasPrivateKeys: held.masterKey && held.selfSigningKey && held.userSigningKey,
      ownDeviceSigned: own?.signedByOwner ?? false,
    };
  },

  resetIdentity: async ({ password }) => {
    const { crypto, userId } = context.device;
    await crypto.resetEncryption(withPassword(userId, password));
    return {};
  },

  identityStatus: async ({ userId, withdraw }) => {
    const { crypto } = context.device;
    if (withdraw) await accept(context, userId);
    const status = await crypto.getUserVerificationStatus(userId);
    return { verified: status.isVerified(), violation: isViolated(status) };
  },
});

type Status = Awaited<ReturnType<Context["device"]["crypto"]["getUserVerificationStatus"]>>;

const isViolated = (status: Status) =>
  status.needsUserApproval || (status.wasCrossSigningVerified() && !status.isVerified());

async function accept({ device: { crypto } }: Context, userId: string): Promise<void> {
  const status = await crypto.getUserVerificationStatus(userId);
  if (status.wasCrossSigningVerified()) await crypto.withdrawVerificationRequirement(userId);
  if (status.needsUserApproval) await crypto.pinCurrentUserIdentity(userId);
}

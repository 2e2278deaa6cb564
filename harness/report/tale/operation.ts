import type { OperationEntry } from "../../journal/entries.ts";

/** What a device does, as a sentence without its subject, by the driver method. */
const SENTENCES: Record<string, (args: Record<string, unknown>) => string> = {
  login: () => "logs in",
  restore: () => "comes back on its store",
  logout: () => "logs out",
  startSync: () => "starts to sync",
  stopSync: () => "stops syncing",
  createRoom: () => "opens a room",
  invite: ({ userId }) => `invites ${userId}`,
  join: () => "joins the room",
  leave: () => "leaves the room",
  kick: ({ userId }) => `kicks ${userId}`,
  ban: ({ userId }) => `bans ${userId}`,
  unban: ({ userId }) => `lifts the ban of ${userId}`,
  enableEncryption: () => "turns encryption on",
  send: ({ body }) => `says “${body}”`,
  sendRaw: ({ type }) => `sends a raw ${type}`,
  backpaginate: () => "looks at older messages",
  event: () => "looks an event up",
  discardSession: () => "discards its outbound Megolm session",
  devices: ({ userId }) => `looks up the devices of ${userId}`,
  blacklistDevice: ({ userId, deviceId }) => `blacklists ${deviceId} of ${userId}`,
  bootstrapCrossSigning: () => "sets up cross-signing",
  resetIdentity: () => "resets its identity",
  enableBackup: () => "turns key backup on",
  restoreBackup: () => "restores the key backup",
  request: ({ method, path }) => `asks past its SDK: ${method} ${path}`,
  exportKeys: () => "exports its room keys",
  importKeys: () => "imports room keys",
};

export function operationSentence({
  device,
  name,
  args = {},
}: Pick<OperationEntry, "device" | "name" | "args">): string {
  return `${device} ${SENTENCES[name]?.(args) ?? `calls ${name}`}`;
}

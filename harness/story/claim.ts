import type { Actor } from "./actor.ts";

interface ClaimReply {
  one_time_keys: Record<string, Record<string, Record<string, { fallback?: boolean }>>>;
}

/** Clients publish 50 one-time keys, 100 when an upload raced another (matrix-rust-sdk#4222). */
const MOST_KEYS = 120;
const AT_ONCE = 25;

/** Claims keys of a device until the server hands out its fallback key, or none. */
export async function takeOneTimeKeys(thief: Actor, victim: Actor): Promise<void> {
  for (let claimed = 0; claimed < MOST_KEYS; claimed += AT_ONCE) {
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => claimOne(thief, victim)));
    if (replies.some((reply) => !isOneTimeKey(reply, victim))) return;
  }
  throw new Error(`${victim.name} still has one-time keys after ${MOST_KEYS} claims.`);
}

function claimOne(thief: Actor, victim: Actor): Promise<ClaimReply> {
  return thief.requests("POST", "/_matrix/client/v3/keys/claim", {
    one_time_keys: { [victim.userId]: { [victim.device.deviceId]: "signed_curve25519" } },
  });
}

function isOneTimeKey({ one_time_keys }: ClaimReply, { userId, device }: Actor): boolean {
  const [key] = Object.values(one_time_keys[userId]?.[device.deviceId] ?? {});
  return key !== undefined && key.fallback !== true;
}

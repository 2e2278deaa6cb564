import type { DeviceInfo } from "../../protocol.ts";

/** The parts of a `/keys/query` answer that this driver reads. */
export interface KeysAnswer {
  readonly device_keys?: Record<string, Record<string, DeviceKeys>>;
  readonly master_keys?: Record<string, unknown>;
}

interface DeviceKeys {
  readonly keys: Record<string, string>;
  readonly dehydrated?: boolean;
}

/** What the server said last of each user's keys, for the machine does not list them in every binding. */
export class KnownKeys {
  readonly #devices = new Map<string, Record<string, DeviceKeys>>();
  readonly #identities = new Set<string>();

  take({ device_keys: devices = {}, master_keys: identities = {} }: KeysAnswer): void {
    for (const [user, keys] of Object.entries(devices)) this.#devices.set(user, keys);
    for (const user of Object.keys(identities)) this.#identities.add(user);
  }

  has(userId: string): boolean {
    return this.#devices.has(userId);
  }

  hasIdentity(userId: string): boolean {
    return this.#identities.has(userId);
  }

  devicesOf(userId: string): Omit<DeviceInfo, "verified" | "crossSigned">[] {
    return Object.entries(this.#devices.get(userId) ?? {}).map(([deviceId, { keys, dehydrated }]) => ({
      deviceId,
      ...namedKeys(keys, deviceId),
      ...(dehydrated && { dehydrated }),
    }));
  }
}

function namedKeys(keys: Record<string, string>, deviceId: string): Pick<DeviceInfo, "ed25519" | "curve25519"> {
  const [ed25519, curve25519] = [keys[`ed25519:${deviceId}`], keys[`curve25519:${deviceId}`]];
  return { ...(ed25519 && { ed25519 }), ...(curve25519 && { curve25519 }) };
}

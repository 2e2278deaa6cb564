import type { Capability, ClientOptions, Driver, DriverKind } from "../cast/protocol.ts";
import type { DeviceName } from "../journal/index.ts";
import type { Server } from "../world/world.ts";

/** A client device as faults know it. Each actor of a story has one. */
export interface ClientDevice {
  readonly name: DeviceName;
  readonly deviceId: string;
  readonly spec: {
    readonly userId: string;
    readonly kind: DriverKind;
    readonly server: Server;
    readonly ownProcess: boolean;
    readonly options: ClientOptions;
  };
  readonly storePath: string;
  readonly driver: Driver;
  /** Its curve25519 identity key. */
  readonly identity: string | undefined;
  /** How far the clock of its next process is ahead of ours, ms. */
  clockSkewMs: number;
  readonly running: boolean;
  readonly syncing: boolean;
  stop(): Promise<void>;
  kill(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Signs the device out at its server, whose client has lost its keys, and logs in anew under the same id. */
  loginAnew(): Promise<void>;
  restore(): Promise<void>;
  startSync(): Promise<void>;
}

/** An actor, as far as faults are about it. */
export interface HasDevice {
  readonly device: ClientDevice;
}

/** @throws {Error} that says how the story must cast a client whose process ends and comes back */
export function requireMortal({ name, spec: { kind, ownProcess } }: ClientDevice, need: Capability = "restart"): void {
  if (!ownProcess) throw new Error(`${name}'s client shares its process. Cast it with at("hs1", { mayDie: true }).`);
  if (!kind.capabilities.has(need)) {
    throw new Error(`${kind.kind} clients cannot come back. Let the story say needs: ["${need}"].`);
  }
}

/** Starts a client that has ended, on its store; it syncs if it did before. One that is back already is left alone. */
export async function bringBack(device: ClientDevice, syncing: boolean): Promise<void> {
  if (device.running) return;
  await device.restore();
  if (syncing) await device.startSync();
}

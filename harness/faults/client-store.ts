/** What happens to a client's store: it is lost, set back, full, copied, or opened twice. */
import { cp, mkdir, rename, rm } from "node:fs/promises";
import type { Driver } from "../cast/protocol.ts";
import { bringBack, type ClientDevice, requireMortal } from "./client-device.ts";
import type { ActiveFault, FaultContext } from "./fault.ts";
import { once } from "./once.ts";
import { troubledUntilHealed } from "./troubled-disk.ts";

/** The client forgets at the end of the block what it learnt and did in it. What it was answered meanwhile is the evidence. */
export async function rollBack(device: ClientDevice, { world, id }: FaultContext): Promise<ActiveFault> {
  requireMortal(device);
  const { storePath, syncing } = device;
  const snapshot = `${storePath}-${id}`;
  await device.stop();
  await copyStore(storePath, snapshot);
  await bringBack(device, syncing);
  let forgotten = 0;
  const stopCounting = world.gateway.onExchange((exchange) => {
    if (exchange.device === device.name && exchange.outcome === "answered") forgotten++;
  });
  return {
    heal: once(async () => {
      await device.kill();
      stopCounting();
      await rm(storePath, { recursive: true });
      await rename(snapshot, storePath);
      await bringBack(device, syncing);
    }),
    evidence: async () => ({ bites: forgotten, detail: `${forgotten} answers that it then knew nothing of` }),
  };
}

/** The store is gone, and with it all keys. At the end of the block the user logs in again, under the old device's id. */
export async function wipe(device: ClientDevice): Promise<ActiveFault> {
  requireMortal(device);
  const { storePath, syncing, identity } = device;
  await device.kill();
  await rm(storePath, { recursive: true });
  await mkdir(storePath);
  return {
    heal: once(async () => {
      await device.loginAnew();
      if (syncing) await device.startSync();
    }),
    evidence: async () =>
      device.identity === identity
        ? { bites: 0, detail: "it has no new identity keys" }
        : { bites: 1, detail: `its identity key is ${device.identity}, and was ${identity}` },
  };
}

/** Nothing more gets into the store of the running client. */
export async function fill({ name, driver, spec: { kind } }: ClientDevice): Promise<ActiveFault> {
  if (!driver.fillDisk) throw new Error(`${name}'s disk cannot be filled: no way is known for ${kind.kind} clients.`);
  return troubledUntilHealed(await driver.fillDisk(), "writes refused");
}

/** A copy of the store comes to life elsewhere, as after a restored phone backup. */
export async function clone(device: ClientDevice, { id }: FaultContext) {
  const { storePath, syncing } = device;
  const copy = `${storePath}-${id}`;
  await device.stop();
  await copyStore(storePath, copy);
  await bringBack(device, syncing);
  const driver = await startOn(copy, device);
  return { driver, storePath: copy, clear: () => rm(copy, { recursive: true }) };
}

/**
 * The store is opened a second time, by another process, or in another tab of the same browser. As with an app that is
 * started twice, both go by one name, so that the locks of an SDK between processes do not keep the second one out.
 */
export async function openTwice(device: ClientDevice) {
  const driver = await (device.driver.openTab?.() ?? startOn(device.storePath, device));
  return { driver, storePath: device.storePath, clear: async () => {} };
}

function startOn(storePath: string, { name, spec: { kind } }: ClientDevice): Promise<Driver> {
  return kind.start({ name: `${name}'s double`, storePath, logPath: `${storePath}-double.log`, ownProcess: true });
}

/** Of a client that has ended: SQLite and LevelDB are consistent then. */
async function copyStore(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

import { bringBack, type ClientDevice, requireMortal } from "./client-device.ts";
import type { ActiveFault } from "./fault.ts";
import { once } from "./once.ts";

/** Restarts a client with its clock ahead by so many seconds. Log lines that it dates wrong by half of that are the evidence. */
export async function setClock(device: ClientDevice, seconds: number): Promise<ActiveFault> {
  requireMortal(device);
  const { syncing } = device;
  await device.stop();
  device.clockSkewMs = seconds * 1000;
  await device.restore();
  let wrong = 0;
  device.driver.on("log", ({ ts }) => {
    if ((ts - Date.now()) / (seconds * 1000) > 0.5) wrong++;
  });
  if (syncing) await device.startSync();
  return {
    heal: once(async () => {
      await device.stop();
      device.clockSkewMs = 0;
      await bringBack(device, syncing);
    }),
    evidence: async () => ({ bites: wrong, detail: `${wrong} log lines with the wrong time` }),
  };
}

import { type ClientDevice, requireMortal } from "./client-device.ts";
import type { ActiveFault } from "./fault.ts";
import { once } from "./once.ts";

/** How long a frozen client is waited for, ms: longer than any story takes. */
const SLEEP_MS = 60 * 60_000;

/** Freezes a client. A greeting that it leaves unanswered until it is thawed is the evidence. */
export async function freeze(device: ClientDevice): Promise<ActiveFault> {
  requireMortal(device);
  await device.freeze();
  let answered = false;
  const greeting = device.driver.call("hello", {}, SLEEP_MS).finally(() => {
    answered = true;
  });
  let silent: boolean | undefined;
  return {
    heal: once(async () => {
      silent = !answered;
      await device.thaw();
      await greeting;
    }),
    evidence: async () =>
      (silent ?? !answered)
        ? { bites: 1, detail: "it did not answer while it was frozen" }
        : { bites: 0, detail: "it answered although it was frozen" },
  };
}

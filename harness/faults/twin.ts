import type { Driver } from "../cast/protocol.ts";
import { inTime } from "../world/in-time.ts";
import { type ClientDevice, requireMortal } from "./client-device.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";
import { once } from "./once.ts";

const PATIENCE_MS = 30_000;

/** A second client that goes by the session of the first, and what removes what it leaves. */
interface Twin {
  readonly driver: Driver;
  readonly storePath: string;
  clear(): Promise<void>;
}

/** A second client takes up a device's session beside the first, until the end of the block. */
export class TwinFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly #device: ClientDevice;
  readonly #start: (device: ClientDevice, context: FaultContext) => Promise<Twin>;
  #shown = Promise.withResolvers<void>();
  #twin = Promise.withResolvers<Driver>();

  constructor(
    name: string,
    device: ClientDevice,
    start: (device: ClientDevice, context: FaultContext) => Promise<Twin>,
  ) {
    this.name = name;
    this.target = device.name;
    this.#device = device;
    this.#start = start;
  }

  async begin(context: FaultContext): Promise<ActiveFault> {
    const device = this.#device;
    requireMortal(device);
    const { server, options } = device.spec;
    const { driver, storePath, clear } = await this.#start(device, context);
    let shown = 0;
    for (const event of ["timeline", "toDevice", "roomKey"] as const) {
      driver.on(event, () => {
        shown++;
        this.#shown.resolve();
      });
    }
    await driver.call("restore", { homeserverUrl: server.clientUrl, storePath, options });
    await driver.call("startSync", {});
    this.#twin.resolve(driver);
    return {
      heal: once(async () => {
        this.#shown = Promise.withResolvers();
        this.#twin = Promise.withResolvers();
        await driver.kill();
        await clear();
      }),
      evidence: async () => ({ bites: shown, detail: `the second client was shown ${shown} events and keys` }),
    };
  }

  /** Waits until all room keys of the second client are in the backup. */
  async backsUpEverything(): Promise<void> {
    await (await this.#twin.promise).call("waitForBackup", {});
  }

  /** Waits until the second client has been shown an event or a key. @throws {Error} when it is not */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    const message = `The second client of ${this.target} was shown nothing within ${withinMs} ms.`;
    await inTime(this.#shown.promise, withinMs, message);
  }
}

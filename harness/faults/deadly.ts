import type { Evidence } from "../journal/index.ts";
import { inTime } from "../world/in-time.ts";
import { bringBack, type ClientDevice, requireMortal } from "./client-device.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";
import { once } from "./once.ts";

const PATIENCE_MS = 30_000;

/** Waits for the moment, then calls `strike`. Returns what undoes it, called once the client is dead or the block over. */
type Trap = (context: FaultContext, strike: () => void) => Promise<() => unknown>;

/** SIGKILL at a moment that the client itself brings about. */
export class DeadlyFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly params: Record<string, unknown>;
  readonly #device: ClientDevice;
  readonly #lay: Trap;
  #death = Promise.withResolvers<void>();

  constructor(name: string, device: ClientDevice, params: Record<string, unknown>, lay: Trap) {
    this.name = name;
    this.target = device.name;
    this.params = params;
    this.#device = device;
    this.#lay = lay;
  }

  async begin(context: FaultContext): Promise<ActiveFault> {
    const device = this.#device;
    requireMortal(device, "sigkill");
    const { syncing } = device;
    let killing: Promise<string> | undefined;
    let over = false;
    const disarm = await this.#lay(context, () => {
      if (over) return;
      killing ??= killed(device);
      killing.then(() => this.#death.resolve(), this.#death.reject);
    });
    const heal = once(async () => {
      over = true;
      await killing;
      await disarm();
      this.#death = Promise.withResolvers();
      if (killing) await bringBack(device, syncing);
    });
    return {
      heal,
      evidence: async (): Promise<Evidence> => {
        const signal = await killing;
        return { bites: signal === "SIGKILL" ? 1 : 0, detail: signal ? `ended by ${signal}` : "it was never killed" };
      },
    };
  }

  /** Waits until the client is dead. @throws {Error} when the moment does not come */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    const message = `${this.target} was not killed within ${withinMs} ms: the moment of "${this.name}" did not come.`;
    await inTime(this.#death.promise, withinMs, message);
  }
}

/** Returns what the process ended by. */
export async function killed(device: ClientDevice): Promise<string> {
  const { exited } = device.driver;
  await device.kill();
  const { signal, code } = await exited;
  return signal ?? `exit ${code}`;
}

import { inTime } from "../world/in-time.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";
import type { Intruder } from "./intruder.ts";

const PATIENCE_MS = 30_000;

/** A device of the harness's own is shown to the victims as one of a user's. */
export class IntrusionFault implements Fault {
  readonly name: string;
  readonly target: string;
  readonly params: Record<string, unknown>;
  readonly #shown: Promise<Intruder>;
  readonly #lies: Fault;

  constructor(lies: Fault, shown: Promise<Intruder>) {
    this.name = lies.name;
    this.target = lies.target;
    this.params = lies.params ?? {};
    this.#shown = shown;
    this.#lies = lies;
  }

  begin(context: FaultContext): Promise<ActiveFault> {
    return this.#lies.begin(context);
  }

  /** Waits until a victim has been shown the intruder among a user's devices. @throws {Error} when none is */
  async bites({ withinMs = PATIENCE_MS }: { withinMs?: number } = {}): Promise<void> {
    const message = `Nobody asked for the device that "${this.name}" on ${this.target} shows within ${withinMs} ms.`;
    await inTime(this.#shown, withinMs, message);
  }

  /** Whether no room key was encrypted for the intruder so far, after it was shown. */
  async gotNoKey(): Promise<boolean> {
    return (await (await this.#shown).stolenRoomKeys()) === 0;
  }
}

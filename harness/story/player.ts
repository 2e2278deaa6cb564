import type { DriverKind } from "../cast/protocol.ts";
import { currentBeat } from "./beat.ts";
import { Device, type DeviceSpec, type DeviceSurroundings } from "./device.ts";

/** How long a device may take to see what others did, ms. */
export const SIGHT_BUDGET_MS = 10_000;

/** What an actor needs of its stage. */
export interface Backstage<Member> extends DeviceSurroundings {
  /** Makes a user's further device known to the company, which ends its client with all others. */
  addActor(actor: Member): void;
  /** Makes a further process of a device known, which is ended with all clients. */
  addProcess(process: { ends(): Promise<void> }): void;
}

/** A device that a story holds: it enters, dies and comes back. */
export class Player {
  readonly role: string;
  readonly device: Device;
  protected readonly stage: DeviceSurroundings;

  constructor(role: string, spec: DeviceSpec, stage: DeviceSurroundings) {
    this.role = role;
    this.device = new Device(spec, stage);
    this.stage = stage;
  }

  /** The device's name in the journal. */
  get name(): string {
    return this.device.name;
  }

  get userId(): string {
    return this.device.spec.userId;
  }

  get kind(): DriverKind {
    return this.device.spec.kind;
  }

  /** Logs in and starts syncing. Roles enter by themselves unless cast with `later`. */
  async enters(): Promise<this> {
    await this.device.login();
    await this.device.startSync();
    return this;
  }

  /** SIGKILL: no goodbye, no store flush. Needs `mayDie` in the cast. */
  async dies(): Promise<void> {
    await this.device.kill();
  }

  /** A graceful end of the client process. */
  async stops(): Promise<void> {
    await this.device.stop();
  }

  /** A new process on the kept store, syncing. */
  async comesBack(): Promise<void> {
    await this.device.restore();
    await this.device.startSync();
  }

  async stopsSyncing(): Promise<void> {
    await this.device.stopSync();
  }

  async startsSyncing(): Promise<void> {
    await this.device.startSync();
  }

  async logsOut(): Promise<void> {
    await this.device.logout();
  }

  protected async waitsToSee(what: string, condition: () => boolean): Promise<void> {
    const met = await this.device.watch.until(condition, SIGHT_BUDGET_MS);
    if (!met) throw new Error(`${this.name} did not see ${what} within ${SIGHT_BUDGET_MS / 1000} s.`);
  }

  protected async expectation(what: string, met: boolean, event?: string): Promise<void> {
    this.stage.journal.write({
      kind: "expectation",
      what,
      met,
      ...(event && { event }),
      device: this.name,
      ...currentBeat(),
    });
    if (!met) await this.stage.wentWrong?.(what);
  }
}

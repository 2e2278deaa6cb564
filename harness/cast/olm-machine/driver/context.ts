import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import type { Emit } from "../../rpc/server.ts";
import type { MachineKind } from "../machine/machine.ts";
import { Device, type DeviceOptions } from "./device.ts";

/** What the methods of all subjects share. */
export class Context {
  readonly machines: MachineKind;
  readonly emit: Emit;
  #device: Device | undefined;

  constructor(machines: MachineKind, emit: Emit) {
    this.machines = machines;
    this.emit = emit;
  }

  get loggedIn(): boolean {
    return this.#device !== undefined;
  }

  /** @throws MethodError before `login` and `restore` */
  get device(): Device {
    if (!this.#device) throw new MethodError(ErrorCode.failed, "there is no session yet: call login or restore first");
    return this.#device;
  }

  async open(options: DeviceOptions): Promise<Device> {
    if (this.#device) throw new MethodError(ErrorCode.failed, "this driver has a session already: start another");
    this.#device = await Device.open(this.machines, options, this.emit);
    return this.#device;
  }
}

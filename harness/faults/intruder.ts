import type { Machine } from "../cast/olm-machine/machine/machine.ts";
import { wasmMachines } from "../cast/olm-machine/machine/wasm.ts";
import type { TapRequest } from "../world/gateway.ts";
import { type Json, objectIn } from "./sync-reply.ts";

/** A device that only the harness has, under the name of somebody's: its keys are real, and signed by itself. */
export class Intruder {
  readonly userId: string;
  readonly deviceId: string;
  readonly deviceKeys: Json;
  readonly #machine: Machine;
  readonly #oneTimeKeys: [string, unknown][];
  readonly #reading: Promise<number>[] = [];

  private constructor(userId: string, deviceId: string, machine: Machine, upload: Json) {
    this.userId = userId;
    this.deviceId = deviceId;
    this.#machine = machine;
    this.deviceKeys = objectIn(upload, "device_keys");
    this.#oneTimeKeys = Object.entries(objectIn(upload, "one_time_keys"));
  }

  static async as(userId: string, deviceId: string): Promise<Intruder> {
    const machines = await wasmMachines();
    const machine = await machines.open({ userId, deviceId, storePath: "", policy: "allDevices", log: () => {} });
    const upload = (await machine.outgoingRequests()).find(({ kind }) => kind === "keysUpload");
    if (!upload) throw new Error("The intruder's machine has no keys to upload.");
    return new Intruder(userId, deviceId, machine, JSON.parse(upload.body) as Json);
  }

  /** A `/keys/query` reply in which this device is one of its user's, or stands for the one of this name. */
  amongDevices(reply: Json): Json {
    const users = objectIn(reply, "device_keys");
    if (!(this.userId in users)) return reply;
    const devices = { ...objectIn(users, this.userId), [this.deviceId]: this.deviceKeys };
    return { ...reply, device_keys: { ...users, [this.userId]: devices } };
  }

  /** A `/keys/claim` reply in which whoever asked for a key of this device gets one. */
  amongClaimed(reply: Json, { json }: TapRequest): Json {
    const asked = objectIn(objectIn(json as Json, "one_time_keys"), this.userId);
    const [name, key] = (this.deviceId in asked && this.#oneTimeKeys.shift()) || [];
    if (!name) return reply;
    const users = objectIn(reply, "one_time_keys");
    const devices = { ...objectIn(users, this.userId), [this.deviceId]: { [name]: key } };
    return { ...reply, one_time_keys: { ...users, [this.userId]: devices } };
  }

  /** Takes what a `sendToDevice` request encrypts for this device. */
  reads({ user: sender, json }: TapRequest): undefined {
    const content = objectIn(objectIn(objectIn(json as Json, "messages"), this.userId), this.deviceId);
    if (this.#machine.identityKeys.curve25519 in objectIn(content, "ciphertext")) {
      this.#reading.push(this.#roomKeysIn({ type: "m.room.encrypted", sender, content }));
    }
  }

  /** How many room keys it could decrypt. */
  async stolenRoomKeys(): Promise<number> {
    return (await Promise.all(this.#reading)).reduce((sum, keys) => sum + keys, 0);
  }

  async #roomKeysIn(event: Json): Promise<number> {
    const received = await this.#machine.receiveSyncChanges({
      toDevice: [event],
      changed: [],
      left: [],
      oneTimeKeyCounts: {},
      unusedFallbackKeys: [],
    });
    return received.filter(({ event: { type } }) => type === "m.room_key").length;
  }
}

import { firstKnownIndex } from "../../js-sdk/driver/megolm.ts";
import type { ClientOptions, DeviceInfo } from "../../protocol.ts";
import { invalidParams } from "../../rpc/errors.ts";
import type { Emit } from "../../rpc/server.ts";
import type { Machine, MachineKind, MachineRequest, RoomKeyId, SharingPolicy } from "../machine/machine.ts";
import { Homeserver } from "../matrix/homeserver.ts";
import { isState, type SyncedRoom, type SyncResponse } from "../matrix/sync-response.ts";
import { KnownKeys } from "./known-keys.ts";
import { OutgoingRequests } from "./outgoing.ts";
import { Rooms } from "./rooms.ts";
import { type Saved, save } from "./store.ts";
import { SyncLoop } from "./sync-loop.ts";
import { Timeline } from "./timeline.ts";
import { reportToDevice, withheldSessions } from "./to-device.ts";

export interface DeviceOptions {
  readonly homeserverUrl: string;
  readonly storePath: string;
  readonly session: Saved;
  readonly options: ClientOptions | undefined;
}

/** One device: its machine, and the loops around it. */
export class Device {
  readonly session: Saved;
  readonly server: Homeserver;
  readonly machine: Machine;
  readonly rooms: Rooms;
  readonly timeline: Timeline;
  readonly outgoing: OutgoingRequests;
  readonly sync: SyncLoop;
  readonly keys = new KnownKeys();
  readonly #storePath: string;
  readonly #emit: Emit;
  #keysUploaded = false;

  private constructor(machine: Machine, { homeserverUrl, storePath, session }: DeviceOptions, emit: Emit) {
    this.session = session;
    this.machine = machine;
    this.#storePath = storePath;
    this.#emit = emit;
    this.server = new Homeserver(homeserverUrl, session.accessToken);
    this.rooms = new Rooms(session.userId, emit);
    this.timeline = new Timeline(machine, emit);
    this.outgoing = new OutgoingRequests(this.server, machine, (request, response) =>
      this.#answered(request, response),
    );
    const process = (response: SyncResponse) => this.#process(response);
    this.sync = new SyncLoop({ server: this.server, since: session.since, process, emit });
    machine.onRoomKeys((keys) => void this.#roomKeysCame(keys).catch(logFailure("take in room keys")));
  }

  /** Opens the machine's store. Sends nothing yet. */
  static async open(machines: MachineKind, options: DeviceOptions, emit: Emit): Promise<Device> {
    const { session, storePath } = options;
    const { mutation, ...wishes } = options.options ?? {};
    if (mutation && !machines.capabilities.includes("mutations")) throw invalidParams("this binding has no mutations");
    const machine = await machines.open({
      userId: session.userId,
      deviceId: session.deviceId,
      storePath,
      policy: policyOf(wishes),
      ...(mutation && { mutation }),
      log: (level, message) => emit("log", { level, message, ts: Date.now() }),
    });
    const device = new Device(machine, options, emit);
    for (const { roomId, event } of session.pending ?? []) await device.timeline.add(roomId, [event]);
    return device;
  }

  /** Whether the server has taken device keys and one-time keys from this process. */
  get keysUploaded(): boolean {
    return this.#keysUploaded;
  }

  /** Where the machine's store outlives the process, so does the session. */
  async save(since = this.session.since): Promise<void> {
    if (!this.machine.capabilities.includes("restart")) return;
    const { userId, deviceId, accessToken } = this.session;
    const pending = this.timeline.pending;
    await save(this.#storePath, { userId, deviceId, accessToken, pending, ...(since !== undefined && { since }) });
  }

  /** What the machine accepts of what the server says of a user's devices. */
  async devicesOf(userId: string): Promise<DeviceInfo[]> {
    const known = this.keys.devicesOf(userId).map(async (device): Promise<DeviceInfo[]> => {
      const trust = await this.machine.trustOf(userId, device.deviceId);
      return trust ? [{ ...device, ...trust }] : [];
    });
    return (await Promise.all(known)).flat();
  }

  async queryKeys(userId: string): Promise<void> {
    await this.outgoing.send(this.machine.queryKeys(userId));
  }

  async stop(): Promise<void> {
    await this.sync.stop();
    await this.outgoing.stop();
  }

  async #process(response: SyncResponse): Promise<void> {
    const received = await this.machine.receiveSyncChanges({
      toDevice: response.to_device?.events ?? [],
      changed: response.device_lists?.changed ?? [],
      left: response.device_lists?.left ?? [],
      oneTimeKeyCounts: response.device_one_time_keys_count ?? {},
      unusedFallbackKeys: response.device_unused_fallback_key_types ?? [],
    });
    reportToDevice(received, this.#emit);
    await this.timeline.retry(withheldSessions(received));
    await this.#processRooms(response.rooms ?? {});
    await this.save(response.next_batch);
    void this.outgoing.flush().catch(logFailure("send the machine's requests"));
    this.rooms.synced();
  }

  async #processRooms({ join = {}, leave = {}, invite = {}, knock = {} }: NonNullable<SyncResponse["rooms"]>) {
    for (const [id, room] of Object.entries(join)) await this.#processRoom(id, "join", room);
    for (const [id, room] of Object.entries(leave)) await this.#processRoom(id, "leave", room);
    for (const [id, room] of Object.entries(invite)) this.rooms.update(id, "invite", room.invite_state?.events ?? []);
    for (const [id, room] of Object.entries(knock)) this.rooms.update(id, "knock", room.knock_state?.events ?? []);
    const encrypted = [...this.rooms.all].filter((room) => room.membership === "join" && room.encryption);
    await this.machine.trackUsers(new Set(encrypted.flatMap((room) => room.recipients)));
  }

  async #processRoom(roomId: string, membership: string, { state, timeline }: SyncedRoom): Promise<void> {
    const events = timeline?.events ?? [];
    const room = this.rooms.update(roomId, membership, [...(state?.events ?? []), ...events.filter(isState)]);
    if (room.olderThan === undefined || timeline?.limited) room.olderThan = timeline?.prev_batch;
    await this.timeline.add(roomId, events);
  }

  #answered({ kind }: MachineRequest, response: string): void {
    if (kind === "keysUpload") this.#keysUploaded = hasOneTimeKeys(response) || this.#keysUploaded;
    if (kind === "keysQuery") this.keys.take(JSON.parse(response));
  }

  async #roomKeysCame(keys: RoomKeyId[]): Promise<void> {
    await this.timeline.retry(new Set(keys.map((key) => key.session)));
    for (const { roomId, session } of keys) {
      const exported = await this.machine.exportRoomKey({ roomId, session });
      const firstIndex = exported && firstKnownIndex(exported.session_key);
      this.#emit("roomKey", { roomId, session, ...(firstIndex !== undefined && { firstIndex }) });
    }
  }
}

function policyOf({ excludeInsecureDevices, onlyVerifiedDevices }: ClientOptions): SharingPolicy {
  if (excludeInsecureDevices) return "signedDevices";
  return onlyVerifiedDevices ? "trustedDevices" : "allDevices";
}

const hasOneTimeKeys = (response: string) => (JSON.parse(response).one_time_key_counts?.signed_curve25519 ?? 0) > 0;

const logFailure = (what: string) => (error: unknown) => console.error(`cannot ${what}:`, error);

import type { DriverKind, RoomOptions } from "../cast/protocol.ts";
import type { Journal } from "../journal/index.ts";
import { currentBeat } from "./beat.ts";
import { takeOneTimeKeys } from "./claim.ts";
import { Device, type DeviceSpec, type DeviceSurroundings } from "./device.ts";
import { request } from "./request.ts";
import type { Message, Room } from "./room.ts";
import { READING_BUDGET_MS, Saying } from "./saying.ts";
import { Verification } from "./verification.ts";

/** How long a change in the room is waited for, ms. */
const SIGHT_BUDGET_MS = 10_000;

/** What an actor needs of its stage. */
export interface Backstage extends DeviceSurroundings {
  readonly journal: Journal;
  /** Makes the actor of a user's further device. */
  addActor(actor: Actor): void;
}

export interface RoomWishes extends Omit<RoomOptions, "encrypted" | "invite"> {
  inviting?: Actor[];
}

/** One device of one user, with the verbs that stories use. */
export class Actor {
  readonly role: string;
  readonly device: Device;
  readonly #stage: Backstage;
  #furtherDevices = 0;

  constructor(role: string, spec: DeviceSpec, stage: Backstage) {
    this.role = role;
    this.device = new Device(spec, stage);
    this.#stage = stage;
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

  async opensEncryptedRoom(wishes: RoomWishes = {}): Promise<Room> {
    return this.#opensRoom({ ...wishes, encrypted: true });
  }

  async opensPlainRoom(wishes: RoomWishes = {}): Promise<Room> {
    return this.#opensRoom({ ...wishes, encrypted: false });
  }

  async #opensRoom({ inviting = [], ...options }: RoomWishes & { encrypted: boolean }): Promise<Room> {
    const invite = inviting.map(({ userId }) => userId);
    const { roomId } = await this.device.act("createRoom", { ...options, ...(invite.length > 0 && { invite }) });
    const room = { id: roomId, via: this.device.spec.server.name, guests: new Set(invite) };
    if (this.device.syncing) await this.#seesItsNewRoom(room, options.encrypted);
    return room;
  }

  /** A client that speaks before its sync has shown the guests may leave them out (matrix-js-sdk#4291): no start for a story. */
  async #seesItsNewRoom({ id, guests }: Room, encrypted: boolean): Promise<void> {
    const { rooms, members } = this.device;
    const invited = (userId: string) => members.has(`${id} ${userId}`);
    await this.#sees(
      "its new room with all guests",
      () =>
        rooms.get(id)?.membership === "join" && rooms.get(id)?.encrypted === encrypted && [...guests].every(invited),
    );
  }

  /** Returns when the server has answered; the inviter's own sync may show it later, see `sees`. */
  async invites(guest: Actor, room: Room): Promise<void> {
    await this.device.act("invite", { roomId: room.id, userId: guest.userId });
    room.guests.add(guest.userId);
  }

  /** Joins, after waiting for the invite where there is one to come. */
  async joins(room: Room): Promise<void> {
    const { device } = this;
    if (device.syncing && room.guests.has(this.userId)) await this.isInvitedTo(room);
    await device.act("join", { roomId: room.id, via: [room.via] });
    if (device.syncing) await this.#sees("its own join", () => device.rooms.get(room.id)?.membership === "join");
  }

  /** Waits until this device has been told of its invite. */
  async isInvitedTo(room: Room): Promise<void> {
    await this.#sees("its invite", () => this.device.rooms.get(room.id)?.membership === "invite");
  }

  async knocksAt(room: Room): Promise<void> {
    await this.device.act("knock", { roomId: room.id, via: [room.via] });
  }

  async leaves(room: Room): Promise<void> {
    await this.device.act("leave", { roomId: room.id });
  }

  async kicks(other: Actor, room: Room): Promise<void> {
    await this.device.act("kick", { roomId: room.id, userId: other.userId });
  }

  async bans(other: Actor, room: Room): Promise<void> {
    await this.device.act("ban", { roomId: room.id, userId: other.userId });
  }

  async unbans(other: Actor, room: Room): Promise<void> {
    await this.device.act("unban", { roomId: room.id, userId: other.userId });
  }

  /** Waits until this device knows of another's membership. */
  async sees(other: Actor, membership: "join" | "invite" | "leave" | "ban" | "knock", room: Room): Promise<void> {
    await this.#sees(
      `${other.role}'s membership "${membership}"`,
      () => this.device.members.get(`${room.id} ${other.userId}`) === membership,
    );
  }

  /** Sends a message; see `Saying` for how to wait. */
  says(body: string, room: Room): Saying {
    return new Saying(this.#sends(body, room));
  }

  async #sends(body: string, room: Room): Promise<Message> {
    const { id: op, result } = await this.device.operation("send", { roomId: room.id, body });
    return this.#sent(op, result.eventId, body, room);
  }

  /** Sends an event that looks encrypted and that nobody can decrypt: a control sample for the oracles. */
  forges(body: string, room: Room): Saying {
    return new Saying(this.#forges(body, room));
  }

  async #forges(body: string, room: Room): Promise<Message> {
    const content = {
      algorithm: "m.megolm.v1.aes-sha2",
      ciphertext: "AwgAEpABm6t0d2hhdGV2ZXIgdGhpcyBpcyBpdCBpcyBub3QgTWVnb2xt",
      session_id: Buffer.from(body.padEnd(32, "-").slice(0, 32)).toString("base64").replaceAll("=", ""),
      sender_key: "forged",
      device_id: this.device.deviceId,
    };
    const { id: op, result } = await this.device.operation("sendRaw", {
      roomId: room.id,
      type: "m.room.encrypted",
      content,
    });
    return this.#sent(op, result.eventId, body, room, true);
  }

  #sent(op: number, event: string, body: string, room: Room, forged = false): Message {
    const beat = currentBeat().beat ?? body;
    this.#stage.journal.write({
      kind: "sent",
      op,
      device: this.name,
      room: room.id,
      event,
      beat,
      body,
      ...(forged && { forged: true }),
    });
    return { event, room, body };
  }

  /** Waits until this device shows the message decrypted. What it never shows is the oracles' business. */
  async reads(message: Message, budgetMs = READING_BUDGET_MS): Promise<boolean> {
    const met = await this.device.watch.until(() => this.#state(message) === "decrypted", budgetMs);
    this.#expectation(`${this.name} reads "${message.body}"`, met, message.event);
    return met;
  }

  /** Waits until this device shows the message at all. */
  async isShown(message: Message, budgetMs = READING_BUDGET_MS): Promise<boolean> {
    const met = await this.device.watch.until(() => this.#state(message) !== undefined, budgetMs);
    this.#expectation(`${this.name} is shown "${message.body}"`, met, message.event);
    return met;
  }

  #state(message: Message): string | undefined {
    return this.device.timeline.get(message.event)?.state;
  }

  /** Loads older events of a room. */
  async looksBack(room: Room, limit = 30): Promise<void> {
    await this.device.act("backpaginate", { roomId: room.id, limit });
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

  /** A further device of the same user, logged in and syncing; with the client kind of `like`, if given. */
  async getsNewDevice({ mayDie = false, syncing = true, like = this as Actor, options = {} } = {}): Promise<Actor> {
    this.#furtherDevices += 1;
    const name = `${this.role}/${this.#furtherDevices + 1}`;
    const spec = { ...this.device.spec, name, kind: like.kind, ownProcess: mayDie, options };
    const actor = new Actor(this.role, spec, this.#stage);
    this.#stage.addActor(actor);
    await actor.device.login();
    if (syncing) await actor.device.startSync();
    return actor;
  }

  /** Drops the room's outbound Megolm session, so that the next message starts a new one. */
  async discardsSession(room: Room): Promise<void> {
    await this.device.act("discardSession", { roomId: room.id });
  }

  async setsUpCrossSigning(): Promise<void> {
    await this.device.act("bootstrapCrossSigning", { password: this.device.spec.password });
  }

  /** Makes a key backup; the recovery key opens it on another device. */
  async enablesBackup(): Promise<string> {
    return (await this.device.act("enableBackup", { password: this.device.spec.password })).recoveryKey;
  }

  /** Waits until all keys of this device are in the backup. */
  async backsUpEverything(): Promise<void> {
    await this.device.act("waitForBackup", {});
  }

  async restoresBackup(recoveryKey: string): Promise<void> {
    await this.device.act("restoreBackup", { recoveryKey });
  }

  /** Compares emoji with another device until both are verified; the oracles hear whether they matched. */
  async verifies(other: Actor): Promise<void> {
    const verification = await Verification.ask(this, other);
    await verification.accept();
    await verification.start();
    const what = `${this.name} and ${other.name} see the same emoji`;
    this.#stage.journal.write({ kind: "expectation", what, met: verification.matches, ...currentBeat() });
    await verification.confirm();
  }

  /** Starts a verification that the story then leads step by step. */
  async asksToVerify(other: Actor): Promise<Verification> {
    return Verification.ask(this, other);
  }

  async blacklists(other: Actor): Promise<void> {
    await this.device.act("blacklistDevice", { userId: other.userId, deviceId: other.device.deviceId });
  }

  /** Waits until this client has downloaded the keys of another's device. */
  async learnsOf(other: Actor): Promise<void> {
    const { deviceId } = other.device;
    const learnt = await this.#stage.journal.waitFor(
      (entry) =>
        entry.kind === "http" &&
        entry.device === this.name &&
        entry.keys?.queried?.devices[other.userId]?.includes(deviceId) === true,
      SIGHT_BUDGET_MS,
    );
    if (!learnt)
      throw new Error(`${this.name} did not download ${other.name}'s keys within ${SIGHT_BUDGET_MS / 1000} s.`);
  }

  /** Waits until this client has downloaded another user's device list without a device that is gone. */
  async forgets(gone: Actor): Promise<void> {
    const { deviceId } = gone.device;
    const since = this.#stage.journal.entries.findLast(
      (entry) => entry.kind === "device" && entry.phase === "gone" && entry.device === gone.name,
    );
    const forgotten = await this.#stage.journal.waitFor((entry) => {
      if (entry.kind !== "http" || entry.device !== this.name || entry.t < (since?.t ?? 0)) return false;
      const devices = entry.keys?.queried?.devices[gone.userId];
      return devices !== undefined && !devices.includes(deviceId);
    }, SIGHT_BUDGET_MS);
    if (!forgotten)
      throw new Error(`${this.name} did not hear within ${SIGHT_BUDGET_MS / 1000} s that ${gone.name} is gone.`);
  }

  async takesTheName(displayname: string): Promise<void> {
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(this.userId)}/displayname`;
    await this.requests("PUT", path, { displayname });
  }

  async isSignedByItsOwner(): Promise<boolean> {
    return (await this.device.act("crossSigningStatus", {})).ownDeviceSigned;
  }

  /** Claims one-time keys of a device as a stranger would, until only its fallback key is left. */
  async takesOneTimeKeysOf(victim: Actor): Promise<void> {
    await takeOneTimeKeys(this, victim);
  }

  /** A request of the harness's own on this device's behalf, past its SDK. Rejects unless answered with 2xx. */
  async requests<T>(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    return request<T>(this.device, method, path, body);
  }

  /** Asks the server anew for a user's devices. */
  async looksUp(other: Actor): Promise<string[]> {
    const { devices } = await this.device.act("devices", { userId: other.userId, refresh: true });
    return devices.map(({ deviceId }) => deviceId);
  }

  async #sees(what: string, condition: () => boolean): Promise<void> {
    const met = await this.device.watch.until(condition, SIGHT_BUDGET_MS);
    if (!met) throw new Error(`${this.name} did not see ${what} within ${SIGHT_BUDGET_MS / 1000} s.`);
  }

  #expectation(what: string, met: boolean, event: string): void {
    this.#stage.journal.write({ kind: "expectation", what, met, event, device: this.name, ...currentBeat() });
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { crowdKind } from "../cast/olm-machine/crowd.ts";
import type { ClientOptions, DeviceInfo, DriverKind, Methods } from "../cast/protocol.ts";
import type { Entry } from "../journal/index.ts";
import { syncsEvent, untilMacArrives } from "./arrival.ts";
import { takeOneTimeKeys } from "./claim.ts";
import type { DeviceSpec } from "./device.ts";
import { NotificationProcess, type NotificationProcessOptions, showNotification } from "./notification-process.ts";
import { Participant } from "./participant.ts";
import { type Backstage, SIGHT_BUDGET_MS } from "./player.ts";
import type { Message, Room } from "./room.ts";
import { Verification } from "./verification.ts";

interface NewDevice {
  mayDie?: boolean;
  syncing?: boolean;
  like?: Actor;
  kind?: DriverKind;
  withIdOf?: Actor;
  options?: ClientOptions;
}

interface KeyQueryReply {
  master_keys?: Record<string, { keys: Record<string, string> }>;
}

/** In which a client takes in what a sync has brought. */
const TAKEN_IN_MS = 300;

/** In which a client downloads keys: it may do so only between two syncs, of which each waits for news for 30 s. */
const LEARNING_BUDGET_MS = 40_000;

/** How often a client is asked what it makes of what it has heard. */
const LOOK_AGAIN_MS = 100;

/** One device of one user, with all the verbs that stories use: here those about keys, devices and trust. */
export class Actor extends Participant {
  readonly #company: Backstage<Actor>;
  #furtherDevices = 0;

  constructor(role: string, spec: DeviceSpec, company: Backstage<Actor>) {
    super(role, spec, company);
    this.#company = company;
  }

  /**
   * A further device of the same user, logged in and syncing; with the client kind of `like`, if given, or the
   * device id of `withIdOf`, which must be logged out.
   */
  async getsNewDevice({
    mayDie = false,
    syncing = true,
    like = this as Actor,
    kind = like.kind,
    withIdOf,
    options = {},
  }: NewDevice = {}): Promise<Actor> {
    this.#furtherDevices += 1;
    const name = `${this.role}/${this.#furtherDevices + 1}`;
    const deviceId = withIdOf && { deviceId: withIdOf.device.deviceId };
    const spec = { ...this.device.spec, name, kind, ownProcess: mayDie, options, ...deviceId };
    const actor = new Actor(this.role, spec, this.#company);
    this.#company.addActor(actor);
    await actor.device.login();
    if (syncing) await actor.device.startSync();
    return actor;
  }

  /**
   * Many further devices of the same user, with small clients in the harness's own process; logged in one by one.
   * Those that do not sync have their keys at the server, and are owed nothing.
   */
  async getsCrowd(devices: number, { syncing = true }: { syncing?: boolean } = {}): Promise<Actor[]> {
    const crowd: Actor[] = [];
    while (crowd.length < devices) crowd.push(await this.getsNewDevice({ kind: crowdKind, syncing: false }));
    // Those who sync ask for the devices of their user after each further login.
    if (syncing) await Promise.all(crowd.map((device) => device.startsSyncing()));
    return crowd;
  }

  /** On the account page of the issuer, ends the session of another of the user's devices; its client is left to find out. */
  async signsOut(other: Actor): Promise<void> {
    await other.device.isSignedOutAtIssuer(this.name);
  }

  /** How often this client has got new tokens for old ones so far. */
  get tokenRefreshes(): number {
    const { entries } = this.stage.journal;
    return entries.filter(
      (entry) =>
        entry.kind === "http" && entry.route === "oauth2/token" && entry.device === this.name && entry.status === 200,
    ).length;
  }

  /** Sends an encrypted to-device message of the story's own type. */
  async sendsToDevice(other: Actor, type: string, content: Record<string, unknown>): Promise<void> {
    const targets = [{ userId: other.userId, deviceId: other.device.deviceId }];
    await this.device.act("sendToDevice", { type, content, targets });
  }

  /** A push wakes a process beside the app, which opens the same store. */
  async startsNotificationProcess(options: NotificationProcessOptions = {}): Promise<NotificationProcess> {
    const process = await NotificationProcess.start(this.device, this.stage, options);
    this.#company.addProcess(process);
    return process;
  }

  /** A push arrives while the app runs: it is expected to show the message's text by itself. */
  async isNotifiedOf(message: Message): Promise<void> {
    await showNotification(this.name, this.device.driver, this.stage, message);
  }

  /** Drops the room's outbound Megolm session, so that the next message starts a new one. */
  async discardsSession(room: Room): Promise<void> {
    await this.device.act("discardSession", { roomId: room.id });
  }

  async setsUpCrossSigning(): Promise<void> {
    await this.device.act("bootstrapCrossSigning", { password: this.device.spec.password });
  }

  /** The public part of the user's master key, as the server shows it to its owner. */
  async identityAtServer(): Promise<string | undefined> {
    const body = { device_keys: { [this.userId]: [] } };
    const { master_keys: masterKeys = {} } = await this.requests<KeyQueryReply>(
      "POST",
      "/_matrix/client/v3/keys/query",
      body,
    );
    return Object.values(masterKeys[this.userId]?.keys ?? {})[0];
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

  /** Replaces the backup; the new recovery key opens it. */
  async resetsBackup(): Promise<string> {
    return (await this.device.act("resetBackup", { password: this.device.spec.password })).recoveryKey;
  }

  /** Leaves a dehydrated device (MSC3814) behind, which receives while no other device is there. */
  async dehydratesADevice(recoveryKey: string): Promise<void> {
    await this.device.act("startDehydration", { recoveryKey, createNewKey: true, rehydrate: false });
  }

  /** Takes over what the dehydrated device received; returns the number of its room keys. */
  async wakesDehydratedDevice(recoveryKey: string): Promise<number> {
    const wishes = { recoveryKey, createNewKey: false, rehydrate: true };
    return (await this.device.act("startDehydration", wishes)).rehydratedKeys ?? 0;
  }

  /** New cross-signing keys: whoever verified this user has to do so again. */
  async resetsIdentity(): Promise<void> {
    await this.device.act("resetIdentity", { password: this.device.spec.password });
  }

  /** Whether this device takes another user for verified, and whether it warns that their identity changed. */
  async trustIn(other: Actor): Promise<Methods["identityStatus"]["result"]> {
    return this.device.act("identityStatus", { userId: other.userId });
  }

  /** Does as a user who reads the warning of a changed identity, and goes on. */
  async acceptsIdentityOf(other: Actor): Promise<void> {
    await this.device.act("identityStatus", { userId: other.userId, withdraw: true });
  }

  /** Compares emoji with another device until both are verified; the oracles hear whether they matched. */
  async verifies(other: Actor): Promise<void> {
    const verification = await Verification.ask(this, other);
    await verification.accept();
    await verification.start();
    const what = `${this.name} and ${other.name} see the same emoji`;
    await this.expectation(what, verification.matches);
    await verification.confirm();
  }

  /** Has another's client send the `mac` of a verification, and waits until this client was synced it and took it in. */
  async getsMacOf(other: Actor, does: () => Promise<void>): Promise<void> {
    await untilMacArrives(this.stage.journal, { from: other.name, to: this.name }, does, SIGHT_BUDGET_MS);
    await sleep(TAKEN_IN_MS);
  }

  /** Starts a verification that the story then leads step by step. */
  async asksToVerify(other: Actor): Promise<Verification> {
    return Verification.ask(this, other);
  }

  async blacklists(other: Actor): Promise<void> {
    await this.device.act("blacklistDevice", { userId: other.userId, deviceId: other.device.deviceId });
  }

  /** Waits until this client has downloaded the keys of another's device, and lists it. Without that the story cannot go on. */
  async learnsOf(other: Actor): Promise<void> {
    if (await this.hearsOf(other, LEARNING_BUDGET_MS)) return;
    throw new Error(`${this.name} did not learn of ${other.name}'s keys within ${LEARNING_BUDGET_MS / 1000} s.`);
  }

  /** Whether this client downloads the keys of another's device, and lists it, in time. */
  async hearsOf(other: Actor, budgetMs: number): Promise<boolean> {
    const { deviceId } = other.device;
    const downloaded = await this.stage.journal.waitFor(
      (entry) =>
        entry.kind === "http" &&
        entry.device === this.name &&
        entry.keys?.queried?.devices[other.userId]?.includes(deviceId) === true,
      budgetMs,
    );
    return (
      downloaded !== undefined && (await this.#comesTrue(async () => (await this.#deviceInfo(other)) !== undefined))
    );
  }

  /** Waits until this client has downloaded another user's device list without a device that is gone, and no longer lists it. */
  async forgets(gone: Actor): Promise<void> {
    const { deviceId } = gone.device;
    const listed = (entry: Entry) =>
      entry.kind === "http" && entry.device === this.name ? entry.keys?.queried?.devices[gone.userId] : undefined;
    // The device may be gone from the server before its client has the answer to its logout.
    const last = this.stage.journal.entries.findLast((entry) => listed(entry)?.includes(deviceId));
    const forgotten = await this.stage.journal.waitFor(
      (entry) => entry.t > (last?.t ?? 0) && listed(entry)?.includes(deviceId) === false,
      SIGHT_BUDGET_MS,
    );
    if (!forgotten)
      throw new Error(`${this.name} did not hear within ${SIGHT_BUDGET_MS / 1000} s that ${gone.name} is gone.`);
    if (!(await this.#comesTrue(async () => (await this.#deviceInfo(gone)) === undefined)))
      throw new Error(`${this.name} downloaded ${gone.userId}'s devices without ${gone.name}, and still lists it.`);
  }

  /** Whether one of its requests has carried this many encrypted to-device messages, or soon does. */
  async sentAtOnce(messages: number): Promise<boolean> {
    return this.#carries("sendToDevice", messages);
  }

  /** Whether one of its syncs has brought this many encrypted to-device messages, or soon does. */
  async gotAtOnce(messages: number): Promise<boolean> {
    return this.#carries("sync", messages);
  }

  async #carries(route: string, messages: number): Promise<boolean> {
    const exchange = await this.stage.journal.waitFor(
      (entry) =>
        entry.kind === "http" &&
        entry.device === this.name &&
        entry.route === route &&
        (entry.keys?.toDevice ?? []).filter(({ type }) => type === "m.room.encrypted").length >= messages,
      SIGHT_BUDGET_MS,
    );
    return exchange !== undefined;
  }

  /**
   * Sends `m.room.encryption` anew, with this beside or instead of the only algorithm that there is, and waits until
   * this device's own sync has brought it.
   */
  async setsEncryption(content: Record<string, unknown>, room: Room): Promise<void> {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room.id)}/state/m.room.encryption`;
    const whole = { algorithm: "m.megolm.v1.aes-sha2", ...content };
    const { event_id: sent } = await this.requests<{ event_id: string }>("PUT", path, whole);
    const events = new Set([sent]);
    const seen = await this.stage.journal.waitFor((entry) => syncsEvent(entry, this.name, events), SIGHT_BUDGET_MS);
    if (!seen)
      throw new Error(`${this.name} was not told of its own m.room.encryption within ${SIGHT_BUDGET_MS / 1000} s.`);
  }

  async takesTheName(displayname: string): Promise<void> {
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(this.userId)}/displayname`;
    await this.requests("PUT", path, { displayname });
  }

  async isSignedByItsOwner(): Promise<boolean> {
    return (await this.device.act("crossSigningStatus", {})).ownDeviceSigned;
  }

  /** Whether this device has the private keys of its user's identity, with which it can sign others. */
  async hasIdentityKeys(): Promise<boolean> {
    return (await this.device.act("crossSigningStatus", {})).hasPrivateKeys;
  }

  /** Waits until this device finds itself signed by its owner, which it hears by `/keys/query`. */
  async getsSignedByItsOwner(): Promise<boolean> {
    return this.#comesTrue(() => this.isSignedByItsOwner());
  }

  /** Waits until this device finds another one signed by its owner; until then rust may refuse to write to it. */
  async seesSigned(other: Actor): Promise<boolean> {
    return this.#comesTrue(async () => (await this.#deviceInfo(other))?.crossSigned ?? false);
  }

  /** Waits until this device lists a dehydrated device of another user. */
  async seesDehydratedDeviceOf(owner: Actor): Promise<boolean> {
    return this.#comesTrue(async () => (await this.#devicesOf(owner)).some(({ dehydrated }) => dehydrated));
  }

  /** Waits until this device takes another user for verified, which it hears by `/keys/query`. */
  async getsToTrust(other: Actor): Promise<boolean> {
    return this.#comesTrue(async () => (await this.trustIn(other)).verified);
  }

  /** Waits until this device warns that another user's identity changed, which it hears by `/keys/query`. */
  async isWarnedOf(other: Actor): Promise<boolean> {
    return this.#comesTrue(async () => (await this.trustIn(other)).violation);
  }

  /** What this client knows of another device. */
  async #deviceInfo(other: Actor): Promise<DeviceInfo | undefined> {
    return (await this.#devicesOf(other)).find(({ deviceId }) => deviceId === other.device.deviceId);
  }

  /** What this client knows of all devices of another's user. */
  async #devicesOf({ userId }: Actor): Promise<DeviceInfo[]> {
    return (await this.device.act("devices", { userId })).devices;
  }

  /** Whether something is so, or becomes so as the client takes in what it hears. */
  async #comesTrue(isSo: () => Promise<boolean>): Promise<boolean> {
    const deadline = performance.now() + SIGHT_BUDGET_MS;
    while (!(await isSo())) {
      if (performance.now() > deadline) return false;
      await sleep(LOOK_AGAIN_MS);
    }
    return true;
  }

  /** Claims one-time keys of a device as a stranger would, until only its fallback key is left. */
  async takesOneTimeKeysOf(victim: Actor): Promise<void> {
    await takeOneTimeKeys(this, victim);
  }

  /** A request of the harness's own on this device's behalf, past its SDK. Rejects unless answered with 2xx. */
  async requests<T>(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    return this.device.request<T>(method, path, body);
  }

  /** Asks the server anew for the identity keys of a user's devices, and tells them in words that can be compared. */
  async identityKeysOf(other: Actor): Promise<string> {
    const { devices } = await this.device.act("devices", { userId: other.userId, refresh: true });
    return devices
      .map(({ deviceId, ed25519, curve25519 }) => `${deviceId} ${ed25519} ${curve25519}`)
      .sort()
      .join(", ");
  }

  /** Asks the server anew for a user's devices. */
  async looksUp(other: Actor): Promise<string[]> {
    const { devices } = await this.device.act("devices", { userId: other.userId, refresh: true });
    return devices.map(({ deviceId }) => deviceId);
  }
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type {
  ClientOptions,
  Driver,
  DriverKind,
  Events,
  LoggedIn,
  MethodName,
  Methods,
  TimelineEvent,
} from "../cast/protocol.ts";
import type { DeviceName, Journal } from "../journal/index.ts";
import type { Server, World } from "../world/world.ts";
import { callJournalled, journalled } from "./journalled.ts";
import { recordEvents } from "./recorder.ts";
import { request } from "./request.ts";
import { Watch } from "./watch.ts";

/** What a device is made of, before it exists. */
export interface DeviceSpec {
  name: DeviceName;
  /** Localpart. */
  user: string;
  userId: string;
  password: string;
  server: Server;
  kind: DriverKind;
  ownProcess: boolean;
  options: ClientOptions;
  /** Made of the name, when absent. */
  deviceId?: string;
}

export interface DeviceSurroundings {
  world: World;
  journal: Journal;
  /** The story's folder: stores and logs of devices lie below it. */
  folder: string;
  /** Of rooms whose story asks for no other; the server's own default when absent. */
  roomVersion?: string;
  /** Numbers the story's operations. */
  nextOperation(): number;
  /** Is told of what goes wrong while it still is; the story goes on once it resolves. */
  wentWrong?(what: string): Promise<void>;
}

/** One client device: its process, its store, and a mirror of what it shows. */
export class Device {
  readonly spec: DeviceSpec;
  readonly deviceId: string;
  readonly storePath: string;
  /** By event id. */
  readonly timeline = new Map<string, TimelineEvent>();
  /** Own membership by room id. */
  readonly rooms = new Map<string, { membership: string; encrypted: boolean }>();
  /** Others' membership by `room user`. */
  readonly members = new Map<string, string>();
  /** The steps of each verification flow, oldest first. */
  readonly verifications = new Map<string, Events["verification"][]>();
  /** Hash of the latest media key that this device has of each participant of a call, by `room user device`. */
  readonly mediaKeys = new Map<string, string>();
  readonly watch = new Watch();
  /** The curve25519 identity key. */
  identity: string | undefined;
  /** How far the clock of the next process is ahead of ours, ms. */
  clockSkewMs = 0;
  readonly #around: DeviceSurroundings;
  #driver: Driver | undefined;
  #accessToken: string | undefined;
  #created = false;
  #syncing = false;
  #expectedToExit = false;

  constructor(spec: DeviceSpec, around: DeviceSurroundings) {
    this.spec = spec;
    this.#around = around;
    this.deviceId = spec.deviceId ?? spec.name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
    this.storePath = join(around.folder, "clients", this.#fileName, "store");
  }

  get name(): DeviceName {
    return this.spec.name;
  }

  get running(): boolean {
    return this.#driver !== undefined;
  }

  get syncing(): boolean {
    return this.running && this.#syncing;
  }

  get driver(): Driver {
    if (!this.#driver) throw new Error(`${this.name}'s client is not running. Start it with comesBack() first.`);
    return this.#driver;
  }

  /** A room in which this device sees that user joined. */
  roomWith(userId: string): string | undefined {
    const places = [...this.members]
      .filter(([, membership]) => membership === "join")
      .map(([place]) => place.split(" "));
    return places.find(([, member]) => member === userId)?.[0];
  }

  /** For the harness's own requests: its client's, unless that would run out. */
  async accessToken(): Promise<string | undefined> {
    const { server, user } = this.spec;
    return (await server.delegation?.accessToken(user, this.deviceId)) ?? this.#accessToken;
  }

  get #fileName(): string {
    return this.name.replaceAll("/", "-");
  }

  /** Starts the client process and logs in; keys are published when this returns. */
  async login(): Promise<void> {
    const { world } = this.#around;
    mkdirSync(this.storePath, { recursive: true });
    await world.gateway.nameDevice(this.spec.userId, this.deviceId, this.name);
    await this.#startProcess();
    const result = await this.act("login", {
      homeserverUrl: this.spec.server.clientUrl,
      user: this.spec.user,
      password: this.spec.password,
      ...(this.spec.server.delegation && { signIn: "oauth" }),
      deviceId: this.deviceId,
      storePath: this.storePath,
      options: this.spec.options,
    });
    this.#begins(result);
  }

  /** Signs the device out at its server, whose client has lost its keys, and logs in anew under the same id. */
  async loginAnew(): Promise<void> {
    const { user, password } = this.spec;
    const auth = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
    await this.request("DELETE", `/_matrix/client/v3/devices/${this.deviceId}`, { auth });
    this.#isGone();
    await this.login();
  }

  /** A request of the story's own, past the SDK; in the journal an operation, so that nobody takes it for the client's. */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    let json: T | undefined;
    await journalled(this.#around, this.name, "request", { method, path }, async () => {
      json = await request<T>(this, method, path, body);
      return {};
    });
    return json as T;
  }

  async startSync(): Promise<void> {
    await this.act("startSync", {});
    this.#syncing = true;
  }

  async stopSync(): Promise<void> {
    await this.act("stopSync", {});
    this.#syncing = false;
  }

  /** Starts a new process on the kept store. */
  async restore(): Promise<void> {
    await this.#startProcess();
    const result = await this.act("restore", {
      homeserverUrl: this.spec.server.clientUrl,
      storePath: this.storePath,
      options: this.spec.options,
    });
    this.#begins(result);
  }

  /** Opens the store of this device in a further process, which knows nothing of the first. */
  async openBeside(process: string): Promise<Driver> {
    const driver = await this.#newProcess(process);
    await callJournalled(this.#around, this.name, driver, "restore", {
      homeserverUrl: this.spec.server.clientUrl,
      storePath: this.storePath,
      options: this.spec.options,
      process,
    });
    return driver;
  }

  async kill(): Promise<void> {
    await this.#end("killed", (driver) => driver.kill());
  }

  async stop(): Promise<void> {
    await this.#end("stopped", (driver) => driver.close());
  }

  /** Ends the session at the server and the process here. */
  async logout(): Promise<void> {
    await this.act("logout", {});
    this.#isGone();
    await this.stop();
  }

  /** Its session ends where its user signed it in; its client is left to find out. */
  async isSignedOutAtIssuer(by: DeviceName): Promise<void> {
    const { user, server } = this.spec;
    const { delegation } = server;
    if (!delegation)
      throw new Error(`${server.name} signs users in itself. Give the story \`signIn: { by: "oauth" }\`.`);
    const args = { deviceId: this.deviceId };
    await journalled(this.#around, by, "deleteDevice", args, () => delegation.endSession(user, this.deviceId));
    this.#isGone();
  }

  async freeze(): Promise<void> {
    await this.driver.freeze();
    this.#phase("frozen");
  }

  async thaw(): Promise<void> {
    await this.driver.thaw();
    this.#phase("thawed");
  }

  /** Calls a driver method as a journalled operation. */
  async act<M extends MethodName>(name: M, args: Methods[M]["params"]): Promise<Methods[M]["result"]> {
    return (await this.operation(name, args)).result;
  }

  /** As `act`, with the operation's number in the journal. */
  async operation<M extends MethodName>(
    name: M,
    args: Methods[M]["params"],
  ): Promise<{ id: number; result: Methods[M]["result"] }> {
    return callJournalled(this.#around, this.name, this.driver, name, args);
  }

  #newProcess(suffix?: string): Promise<Driver> {
    const file = [this.#fileName, suffix].filter(Boolean).join("-");
    return this.spec.kind.start({
      name: this.name,
      storePath: this.storePath,
      logPath: join(this.#around.folder, "logs", `${file}.log`),
      ownProcess: this.spec.ownProcess,
      ...(this.clockSkewMs !== 0 && { clockSkewMs: this.clockSkewMs }),
    });
  }

  /** The device exists from its first session on, even where the login was cut short and a restart completed it. */
  #begins({ accessToken, userId: user, deviceId, ed25519, curve25519 }: LoggedIn): void {
    this.#accessToken = accessToken;
    this.identity = curve25519;
    if (this.#created) return;
    this.#created = true;
    const { kind, server } = this.spec;
    this.#around.journal.write({
      kind: "device",
      phase: "created",
      device: this.name,
      user,
      deviceId,
      client: kind.kind,
      server: server.name,
      ed25519,
      curve25519,
      ...(kind.capabilities.has("utdHook") && { utdHook: true }),
    });
  }

  #isGone(): void {
    this.#created = false;
    this.#around.journal.write({
      kind: "device",
      phase: "gone",
      device: this.name,
      user: this.spec.userId,
      deviceId: this.deviceId,
      client: this.spec.kind.kind,
      server: this.spec.server.name,
    });
  }

  async #startProcess(): Promise<void> {
    const { journal } = this.#around;
    const driver = await this.#newProcess();
    this.#driver = driver;
    this.#syncing = false;
    this.#expectedToExit = false;
    this.#phase("started");
    recordEvents(driver, this.name, journal, this.clockSkewMs);
    this.#mirror(driver);
    void driver.exited.then(({ code, signal, lastWords }) =>
      this.#exited(driver, `${signal ?? `exit ${code}`}: ${lastWords}`),
    );
  }

  #mirror(driver: Driver): void {
    const keep = <E extends keyof Events>(event: E, update: (params: Events[E]) => void) =>
      driver.on(event, (params) => {
        update(params);
        this.watch.changed();
      });
    keep("timeline", (event) => this.timeline.set(event.eventId, event));
    keep("room", ({ roomId, membership, encrypted }) => this.rooms.set(roomId, { membership, encrypted }));
    keep("member", ({ roomId, userId, membership }) => this.members.set(`${roomId} ${userId}`, membership));
    keep("verification", (step) => {
      this.verifications.set(step.flowId, [...(this.verifications.get(step.flowId) ?? []), step]);
    });
    keep("rtcKey", ({ roomId, userId, deviceId, keyHash }) => {
      this.mediaKeys.set(`${roomId} ${userId} ${deviceId}`, keyHash);
    });
    keep("syncState", () => {});
  }

  async #end(phase: "killed" | "stopped", end: (driver: Driver) => Promise<void>): Promise<void> {
    const driver = this.#driver;
    if (!driver) return;
    this.#expectedToExit = true;
    await end(driver);
    this.#driver = undefined;
    this.#phase(phase);
  }

  #exited(driver: Driver, detail: string): void {
    if (this.#driver !== driver || this.#expectedToExit) return;
    this.#driver = undefined;
    this.#phase("died", detail);
    this.watch.changed();
  }

  #phase(phase: "started" | "stopped" | "killed" | "died" | "frozen" | "thawed", detail?: string): void {
    this.#around.journal.write({ kind: "client", device: this.name, phase, ...(detail && { detail }) });
  }
}

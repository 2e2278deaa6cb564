import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  ClientOptions,
  Driver,
  DriverKind,
  EventName,
  Events,
  LoggedIn,
  MethodName,
  Methods,
  RoomOptions,
  TimelineEvent,
} from "../../harness/cast/protocol.ts";
import type { TestHomeserver } from "./homeserver.ts";

const PATIENCE_MS = 20_000;
export const PASSWORD = "correct horse battery staple";

const EVENTS: EventName[] = [
  "timeline",
  "room",
  "member",
  "roomKey",
  "toDevice",
  "utdHook",
  "verification",
  "rtcKey",
  "rtcMembers",
  "syncState",
];

/** Asks again and again until the answer is as it shall be; for what no event announces. */
export async function eventually<T>(what: string, ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > end) throw new Error(`in vain awaited ${what}; the last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A device that a test drives, with all that its driver has told since it started. */
export class Actor {
  readonly name: string;
  readonly driver: Driver;
  readonly storePath: string;
  readonly password = PASSWORD;
  session: LoggedIn = { userId: "", deviceId: "", accessToken: "", ed25519: "", curve25519: "" };
  readonly #told: { event: EventName; params: unknown }[] = [];
  readonly #news = new Set<() => void>();

  constructor(name: string, driver: Driver, storePath: string) {
    this.name = name;
    this.driver = driver;
    this.storePath = storePath;
    for (const event of EVENTS) {
      driver.on(event, (params) => {
        this.#told.push({ event, params });
        for (const look of this.#news) look();
      });
    }
  }

  get userId(): string {
    return this.session.userId;
  }

  call<M extends MethodName>(method: M, params: Methods[M]["params"], timeoutMs?: number) {
    return this.driver.call(method, params, timeoutMs);
  }

  /** All that was told of one kind, in order. */
  told<E extends EventName>(event: E): Events[E][] {
    return this.#told.filter((one) => one.event === event).map((one) => one.params as Events[E]);
  }

  /** The first event that fits, told already or soon. */
  async hears<E extends EventName>(event: E, fits: (params: Events[E]) => boolean, what: string): Promise<Events[E]> {
    const { promise, resolve, reject } = Promise.withResolvers<Events[E]>();
    const look = () => {
      const found = this.told(event).find(fits);
      if (found) resolve(found);
    };
    const late = () => {
      const heard = JSON.stringify(this.told(event).slice(-5));
      reject(new Error(`${this.name} did not hear ${what} within ${PATIENCE_MS / 1000} s, but of ${event}: ${heard}`));
    };
    const timer = setTimeout(late, PATIENCE_MS);
    this.#news.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#news.delete(look);
    }
  }

  /** The timeline shows a message decrypted. */
  reads(body: string): Promise<TimelineEvent> {
    return this.hears("timeline", (e) => e.body === body && e.state === "decrypted", `"${body}" decrypted`);
  }

  shows(eventId: string, state: TimelineEvent["state"]): Promise<TimelineEvent> {
    return this.hears("timeline", (e) => e.eventId === eventId && e.state === state, `${eventId} as ${state}`);
  }

  async joins(roomId: string): Promise<void> {
    await this.hears("room", (e) => e.roomId === roomId && e.membership === "invite", "an invitation");
    await this.call("join", { roomId });
    await this.hears("room", (e) => e.roomId === roomId && e.membership === "join", "of its own joining");
  }

  async says(body: string, roomId: string): Promise<string> {
    return (await this.call("send", { roomId, body })).eventId;
  }

  sees(who: Actor, membership: string, roomId: string): Promise<Events["member"]> {
    const fits = (e: Events["member"]) => e.roomId === roomId && e.userId === who.userId && e.membership === membership;
    return this.hears("member", fits, `that ${who.name} is ${membership}`);
  }
}

export interface ActorOptions {
  /** Another device of this actor's user. */
  readonly of?: Actor;
  readonly ownProcess?: boolean;
  readonly options?: ClientOptions;
  readonly deviceId?: string;
  /** Default true. */
  readonly sync?: boolean;
}

/** Actors of one kind at one homeserver; the next test gets a clean stage. */
export class Stage {
  readonly kind: DriverKind;
  readonly server: TestHomeserver;
  readonly #folder = mkdtempSync(join(tmpdir(), "torture-stage-"));
  readonly #actors: Actor[] = [];

  constructor(kind: DriverKind, server: TestHomeserver) {
    this.kind = kind;
    this.server = server;
  }

  /** A client that has greeted. */
  async client(name: string, { ownProcess = false, storePath }: { ownProcess?: boolean; storePath?: string } = {}) {
    const id = `${name}-${randomBytes(3).toString("hex")}`;
    const path = storePath ?? join(this.#folder, id);
    mkdirSync(path, { recursive: true });
    const driver = await this.kind.start({
      name,
      storePath: path,
      logPath: join(this.#folder, `${id}.log`),
      ownProcess,
    });
    const actor = new Actor(name, driver, path);
    this.#actors.push(actor);
    return actor;
  }

  /** A client with a new user, or with a new device of another's user, that syncs. */
  async actor(name: string, { of, ownProcess, options, deviceId, sync = true }: ActorOptions = {}): Promise<Actor> {
    const actor = await this.client(name, { ownProcess: ownProcess ?? false });
    const userId = of?.userId ?? (await this.server.register(`${name}-${randomBytes(4).toString("hex")}`, PASSWORD));
    actor.session = await actor.call("login", {
      homeserverUrl: this.server.url,
      user: userId,
      password: PASSWORD,
      storePath: actor.storePath,
      ...(options && { options }),
      ...(deviceId && { deviceId }),
    });
    if (sync) await actor.call("startSync", {});
    return actor;
  }

  /** A new client on the store that another has left. */
  async restored(before: Actor, options?: ClientOptions): Promise<Actor> {
    const actor = await this.client(before.name, { ownProcess: true, storePath: before.storePath });
    actor.session = await actor.call("restore", {
      homeserverUrl: this.server.url,
      storePath: actor.storePath,
      ...(options && { options }),
    });
    return actor;
  }

  /** A further process on the store of a running client. */
  async beside(running: Actor): Promise<Actor> {
    const actor = await this.client(running.name, { ownProcess: true, storePath: running.storePath });
    const params = { homeserverUrl: this.server.url, storePath: actor.storePath, process: "notification" };
    actor.session = await actor.call("restore", params);
    return actor;
  }

  pair(): Promise<[Actor, Actor]> {
    return Promise.all([this.actor("alice"), this.actor("bob")]);
  }

  /** An encrypted room that all are in, and know each other to be in. */
  async room(creator: Actor, others: Actor[], options: Partial<RoomOptions> = {}): Promise<string> {
    const invite = others.map((other) => other.userId);
    const { roomId } = await creator.call("createRoom", { encrypted: true, invite, ...options });
    await Promise.all(others.map((other) => other.joins(roomId)));
    await Promise.all(others.map((other) => creator.sees(other, "join", roomId)));
    return roomId;
  }

  request(actor: Actor, method: string, path: string, body?: unknown) {
    return this.server.request(actor.session.accessToken, method, `/_matrix/client/v3${path}`, body);
  }

  state(actor: Actor, roomId: string, type: string, key = "") {
    return this.request(actor, "GET", `/rooms/${encodeURIComponent(roomId)}/state/${type}/${encodeURIComponent(key)}`);
  }

  async clear(): Promise<void> {
    await Promise.all(this.#actors.splice(0).map((actor) => actor.driver.kill()));
  }

  async close(): Promise<void> {
    await this.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

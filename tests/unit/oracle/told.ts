import type {
  Entry,
  Evidence,
  Header,
  HttpEntry,
  KeySummary,
  LinkName,
  RoomStateEntry,
  TimelineEntry,
  ToDeviceSummary,
} from "../../../harness/journal/index.ts";

export const ROOM = "!room";
const STEP_MS = 100;

type Members = RoomStateEntry["members"];
type Args = Record<string, unknown>;

export const userOf = (device: string, server = serverOf(device)) => `@${device.split("/")[0]}:${server}`;
export const deviceIdOf = (device: string) => device.toUpperCase().replace("/", "_");
/** Alice and Charlie live on hs1, Bob and everyone else on hs2. */
export const serverOf = (device: string) => (/^(alice|charlie)/.test(device) ? "hs1" : "hs2");

interface Said {
  beat?: string;
  session?: string;
  index?: number;
  forged?: true;
  by?: string;
}

interface Exchange extends Partial<Omit<HttpEntry, "kind" | "keys">> {
  keys?: KeySummary;
}

/** Writes a journal by hand, one line a happening. Each takes 100 ms, unless `wait` lets more time pass. */
export class Told {
  readonly entries: Entry[] = [];
  #now = 0;
  #operations = 0;
  readonly #open = new Map<string, number>();
  readonly #said = new Map<string, { session: string; index: number; sender: string }>();

  constructor(header: Partial<Header> = {}) {
    this.entries.push({
      kind: "header",
      version: 1,
      t: 0,
      run: "test",
      story: "told",
      title: "told by hand",
      why: "",
      tracks: [],
      knownFailures: [],
      canary: false,
      cell: "js@hs1,rust@hs2",
      seed: "1",
      startedAt: "2026-01-01T00:00:00Z",
      policy: { lateAfterMs: 4_000, lostAfterMs: 60_000 },
      versions: {},
      ...header,
    });
  }

  get now(): number {
    return this.#now;
  }

  wait(ms: number): this {
    this.#now += ms;
    return this;
  }

  /** The clock is coarse: the last entry gets the time of what was said last. */
  sameMoment(): this {
    const last = this.entries.at(-1) as Entry;
    const sent = this.entries.findLast(({ kind }) => kind === "sent") as Entry;
    this.entries[this.entries.length - 1] = { ...last, t: sent.t as 0 };
    return this;
  }

  write(entry: Omit<Entry, "t"> & { t?: number }): this {
    this.#now += STEP_MS;
    this.entries.push({ t: this.#now, ...entry } as Entry);
    return this;
  }

  /** Logs in, with keys published, and starts to sync. */
  device(
    name: string,
    {
      syncs = true,
      options = {},
      client = "js",
      utdHook,
    }: { syncs?: boolean; options?: Args; client?: string; utdHook?: true } = {},
  ): this {
    this.write({ kind: "client", device: name, phase: "started" } as Entry);
    this.begin(name, "login", { options }).born(name, client, utdHook).finish(name, "login");
    return syncs ? this.op(name, "startSync") : this;
  }

  born(name: string, client = "js", utdHook?: true): this {
    return this.write({
      kind: "device",
      device: name,
      phase: "created",
      user: userOf(name),
      deviceId: deviceIdOf(name),
      client,
      server: serverOf(name),
      curve25519: `curve-${name}`,
      ...(utdHook && { utdHook }),
    } as Entry);
  }

  devices(...names: string[]): this {
    for (const name of names) this.device(name);
    return this;
  }

  op(device: string, name: string, args: Args = {}, result: Args = {}): this {
    return this.begin(device, name, args).finish(device, name, result);
  }

  begin(device: string, name: string, args: Args = {}): this {
    const id = ++this.#operations;
    this.#open.set(`${device} ${name}`, id);
    return this.write({ kind: "op", id, device, name, phase: "invoke", args } as Entry);
  }

  finish(device: string, name: string, result: Args = {}, phase: "ok" | "fail" | "info" = "ok"): this {
    const id = this.#open.get(`${device} ${name}`) as number;
    return this.write({ kind: "op", id, device, name, phase, result } as Entry);
  }

  opens(
    device: string,
    { invite = [], ...options }: { invite?: string[]; historyVisibility?: string; encrypted?: boolean } = {},
  ): this {
    const args = { encrypted: true, ...options, invite: invite.map((name) => userOf(name)) };
    return this.op(device, "createRoom", args, { roomId: ROOM });
  }

  joins(...devices: string[]): this {
    for (const device of devices) this.op(device, "join", { roomId: ROOM });
    return this;
  }

  leaves(device: string): this {
    return this.op(device, "leave", { roomId: ROOM });
  }

  /** `invite`, `kick`, `ban` or `unban`. */
  moderates(device: string, verb: string, target: string): this {
    return this.op(device, verb, { roomId: ROOM, userId: userOf(target) });
  }

  says(device: string, body: string, said: Said = {}): this {
    return this.startsSaying(device, body).said(device, body, said);
  }

  startsSaying(device: string, body: string): this {
    return this.begin(device, "send", { roomId: ROOM, body });
  }

  said(device: string, body: string, { beat = body, session = "S1", index = 0, forged }: Said = {}): this {
    this.finish(device, "send", { eventId: `$${body}` });
    this.#said.set(body, { session, index, sender: device });
    this.entries.push({
      kind: "sent",
      t: this.#now,
      op: this.#open.get(`${device} send`) as number,
      device,
      room: ROOM,
      event: `$${body}`,
      beat,
      body,
      ...(forged && { forged }),
    });
    return this.shows(device, body, "decrypted");
  }

  shows(device: string, body: string, state: TimelineEntry["state"], more: Partial<TimelineEntry> = {}): this {
    const { session = "S1", index = 0, sender = "alice" } = this.#said.get(body) ?? {};
    const shown = state === "decrypted" ? { body, session, index } : { session };
    const entry = { kind: "timeline", device, room: ROOM, event: `$${body}`, sender: userOf(sender), state };
    return this.write({ ...entry, ...shown, ...more } as Entry);
  }

  reads(body: string, ...devices: string[]): this {
    for (const device of devices) this.shows(device, body, "decrypted");
    return this;
  }

  fails(body: string, device: string, code = "MEGOLM_UNKNOWN_INBOUND_SESSION_ID"): this {
    return this.shows(device, body, "utd", { code });
  }

  gets(device: string, session = "S1", more: { firstIndex?: number; source?: string } = {}): this {
    return this.write({ kind: "roomKey", device, room: ROOM, session, source: "toDevice", ...more } as Entry);
  }

  /** A to-device event as the SDK processed it. */
  processes(device: string, sender: string, outcome: string, type = "m.room_key"): this {
    return this.write({ kind: "toDevice", device, type, sender: userOf(sender), outcome } as Entry);
  }

  /** A request of a client to its server. */
  asks(device: string, route: string, exchange: Exchange = {}): this {
    return this.exchange(`clients->${serverOf(device)}`, route, { device, ...exchange });
  }

  /** A request between servers. */
  exchange(link: LinkName, route: string, more: Exchange = {}): this {
    return this.write({
      kind: "http",
      link,
      method: "POST",
      route,
      path: `/_matrix/${route}`,
      status: 200,
      outcome: "answered",
      durationMs: 10,
      requestBytes: 0,
      responseBytes: 0,
      faults: [],
      ...more,
    } as Entry);
  }

  state(body: string, members: Record<string, Members[string]>, more: Partial<RoomStateEntry> = {}): this {
    const named = Object.fromEntries(Object.entries(members).map(([name, membership]) => [userOf(name), membership]));
    return this.write({
      kind: "roomState",
      room: ROOM,
      event: `$${body}`,
      members: named,
      historyVisibility: "shared",
      encryption: { algorithm: "m.megolm.v1.aes-sha2" },
      ...more,
    } as Entry);
  }

  client(device: string, phase: string, detail?: string): this {
    return this.write({ kind: "client", device, phase, ...(detail && { detail }) } as Entry);
  }

  server(server: string, phase: string): this {
    return this.write({ kind: "server", server, phase } as Entry);
  }

  gone(device: string): this {
    const entry = { kind: "device", device, phase: "gone", user: userOf(device), deviceId: deviceIdOf(device) };
    return this.write({ ...entry, client: "js", server: serverOf(device) } as Entry);
  }

  learns(device: string, name: string, data: Args): this {
    return this.write({ kind: "clientEvent", device, name, data } as Entry);
  }

  fault(name: string, target: string): this {
    return this.write({ kind: "fault", id: name, name, target, phase: "begin" } as Entry);
  }

  heals(name: string, target: string, evidence: Evidence = { bites: 1, detail: "" }, optional?: true): this {
    return this.write({ kind: "fault", id: name, name, target, phase: "heal", evidence, optional } as Entry);
  }

  /** The story's last line, after enough time for everything to have arrived. */
  ends(outcome: "played" | "failed" | "interrupted" = "played", error?: string): Entry[] {
    this.wait(5_000).write({
      kind: "end",
      outcome,
      ...(error && { error }),
      phases: { deployMs: 0, playMs: 0 },
    } as Entry);
    return this.entries;
  }
}

export const tell = (header?: Partial<Header>) => new Told(header);

/** Two friends in an encrypted room, both joined. */
export const friends = (header?: Partial<Header>) =>
  tell(header)
    .devices("alice", "bob")
    .opens("alice", { invite: ["bob"] })
    .joins("bob");

/** An Olm message from one device to another, as a hop's summary tells of it. */
export const olm = (from: string, to: string, hash: string, more: Partial<ToDeviceSummary> = {}): ToDeviceSummary => ({
  type: "m.room.encrypted",
  sender: userOf(from),
  recipient: userOf(to),
  deviceId: deviceIdOf(to),
  olmType: 0,
  hash,
  ...more,
});

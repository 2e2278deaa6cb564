import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import type { Emit } from "../../rpc/server.ts";
import type { HistoryVisibility } from "../machine/machine.ts";
import type { StateEvent } from "../matrix/sync-response.ts";

export interface Encryption {
  readonly rotationPeriodMs?: number | undefined;
  readonly rotationPeriodMsgs?: number | undefined;
}

/** What this device knows of a room. */
export class Room {
  readonly roomId: string;
  membership = "leave";
  readonly members = new Map<string, string>();
  /** Once on it stays on, whatever the state says later. */
  encryption: Encryption | undefined;
  historyVisibility: HistoryVisibility = "shared";
  /** Where the timeline that is known begins; undefined at the start of the room. */
  olderThan: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(roomId: string) {
    this.roomId = roomId;
  }

  /** Takes in a state event. @returns whether it was about a member */
  apply({ type, state_key: key, content }: StateEvent): boolean {
    if (type === "m.room.member") return this.#setMember(key, String(content.membership));
    if (type === "m.room.encryption") this.encryption = encryptionOf(content) ?? this.encryption;
    if (type === "m.room.history_visibility") this.historyVisibility = visibilityOf(content);
    return false;
  }

  /** Those that room keys are shared with: members, and the invited where they may read what is sent now. */
  get recipients(): string[] {
    const wanted = this.historyVisibility === "joined" ? ["join"] : ["join", "invite"];
    return [...this.members].flatMap(([user, membership]) => (wanted.includes(membership) ? [user] : []));
  }

  /** Does one thing at a time with this room. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work, work);
    this.#queue = done.catch(() => {});
    return done;
  }

  #setMember(user: string, membership: string): boolean {
    const changed = this.members.get(user) !== membership;
    this.members.set(user, membership);
    return changed;
  }
}

/** How long a message waits for the sync that brings its room, in milliseconds. */
const WAIT_MS = 20_000;

/** The rooms of this device, as sync has brought them. Reports each change. */
export class Rooms {
  readonly #userId: string;
  readonly #emit: Emit;
  readonly #rooms = new Map<string, Room>();
  readonly #reported = new Map<string, string>();
  readonly #toBeEncrypted = new Set<string>();
  readonly #waiting = new Set<() => void>();

  constructor(userId: string, emit: Emit) {
    this.#userId = userId;
    this.#emit = emit;
  }

  get all(): Iterable<Room> {
    return this.#rooms.values();
  }

  /** Takes in what a sync response says of a room. */
  update(roomId: string, membership: string, state: readonly StateEvent[]): Room {
    const room = this.#rooms.get(roomId) ?? new Room(roomId);
    this.#rooms.set(roomId, room);
    for (const event of state) {
      if (room.apply(event)) this.#reportMember(room, event.state_key);
    }
    // A ban comes as a room that was left.
    room.membership = membership === "leave" && room.members.get(this.#userId) === "ban" ? "ban" : membership;
    this.#reportRoom(room);
    return room;
  }

  /** Wakes those who wait for a room, after a sync response. */
  synced(): void {
    for (const look of this.#waiting) look();
  }

  /** @throws MethodError when no sync has brought it yet */
  known(roomId: string): Room {
    const room = this.#rooms.get(roomId);
    if (!room) throw new MethodError(ErrorCode.failed, `this device does not know room ${roomId}`);
    return room;
  }

  /** Nothing is sent into this room before its encryption is known here: this device asked for it. */
  expectEncryption(roomId: string): void {
    this.#toBeEncrypted.add(roomId);
  }

  /**
   * A room once a sync has brought it as joined, with its members, and with its encryption where that is expected.
   * @throws MethodError after 20 s
   */
  async ready(roomId: string): Promise<Room> {
    const { promise, resolve, reject } = Promise.withResolvers<Room>();
    const look = () => {
      const room = this.#rooms.get(roomId);
      if (room?.membership === "join" && (room.encryption || !this.#toBeEncrypted.has(roomId))) resolve(room);
    };
    const late = () =>
      reject(new MethodError(ErrorCode.failed, `no sync brought room ${roomId} as joined within 20 s`));
    const timer = setTimeout(late, WAIT_MS);
    this.#waiting.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  #reportMember({ roomId, members }: Room, userId: string): void {
    this.#emit("member", { roomId, userId, membership: members.get(userId) ?? "leave" });
  }

  #reportRoom({ roomId, membership, encryption }: Room): void {
    const state = { roomId, membership, encrypted: encryption !== undefined };
    if (this.#reported.get(roomId) === JSON.stringify(state)) return;
    this.#reported.set(roomId, JSON.stringify(state));
    this.#emit("room", state);
  }
}

function encryptionOf(content: Record<string, unknown>): Encryption | undefined {
  if (content.algorithm !== "m.megolm.v1.aes-sha2") return undefined;
  return {
    rotationPeriodMs: numberOf(content.rotation_period_ms),
    rotationPeriodMsgs: numberOf(content.rotation_period_msgs),
  };
}

const VISIBILITIES: readonly unknown[] = ["world_readable", "shared", "invited", "joined"];

const visibilityOf = ({ history_visibility: visibility }: Record<string, unknown>) =>
  VISIBILITIES.includes(visibility) ? (visibility as HistoryVisibility) : "shared";

const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);

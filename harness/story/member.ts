import type { RoomOptions } from "../cast/protocol.ts";
import { Player } from "./player.ts";
import type { Room } from "./room.ts";

export interface RoomWishes extends Omit<RoomOptions, "encrypted" | "invite"> {
  inviting?: Player[];
  /** Everyone may join calls. */
  forCalls?: boolean;
}

const ANYBODY_CALLS = { "org.matrix.msc3401.call.member": 0 };

/** What a device does about rooms and who is in them. */
export class Member extends Player {
  async opensEncryptedRoom(wishes: RoomWishes = {}): Promise<Room> {
    return this.#opensRoom({ ...wishes, encrypted: true });
  }

  async opensPlainRoom(wishes: RoomWishes = {}): Promise<Room> {
    return this.#opensRoom({ ...wishes, encrypted: false });
  }

  async #opensRoom({ inviting = [], forCalls, ...wishes }: RoomWishes & { encrypted: boolean }): Promise<Room> {
    const invite = inviting.map(({ userId }) => userId);
    const { roomVersion } = this.stage;
    const options = {
      ...(roomVersion && { roomVersion }),
      ...wishes,
      ...(forCalls && { eventPowerLevels: ANYBODY_CALLS }),
    };
    const { roomId } = await this.device.act("createRoom", { ...options, ...(invite.length > 0 && { invite }) });
    const room = { id: roomId, via: this.device.spec.server.name, guests: new Set(invite) };
    if (this.device.syncing) await this.#seesItsNewRoom(room, options.encrypted);
    return room;
  }

  /** A client that speaks before its sync has shown the guests may leave them out (matrix-js-sdk#4291): no start for a story. */
  async #seesItsNewRoom({ id, guests }: Room, encrypted: boolean): Promise<void> {
    const { rooms, members } = this.device;
    const invited = (userId: string) => members.has(`${id} ${userId}`);
    await this.waitsToSee(
      "its new room with all guests",
      () =>
        rooms.get(id)?.membership === "join" && rooms.get(id)?.encrypted === encrypted && [...guests].every(invited),
    );
  }

  /** Returns when the server has answered; the inviter's own sync may show it later, see `sees`. */
  async invites(guest: Player, room: Room): Promise<void> {
    await this.device.act("invite", { roomId: room.id, userId: guest.userId });
    room.guests.add(guest.userId);
  }

  /** Joins, after waiting for the invite where there is one to come. */
  async joins(room: Room): Promise<void> {
    const { device } = this;
    if (device.syncing && room.guests.has(this.userId)) await this.isInvitedTo(room);
    await device.act("join", { roomId: room.id, via: [room.via] });
    if (device.syncing) await this.isIn(room);
  }

  /** Joins while it does not sync, so that the reply to the join tells it of it, and not a sync before that. */
  async joinsBetweenSyncs(room: Room): Promise<void> {
    await this.isInvitedTo(room);
    await this.device.stopSync();
    await this.joins(room);
    await this.device.startSync();
    await this.isIn(room);
  }

  /** Waits until this device has been told of its join. */
  async isIn(room: Room): Promise<void> {
    await this.waitsToSee("its own join", () => this.device.rooms.get(room.id)?.membership === "join");
  }

  /** Waits until this device has been told of its invite. */
  async isInvitedTo(room: Room): Promise<void> {
    await this.waitsToSee("its invite", () => this.device.rooms.get(room.id)?.membership === "invite");
  }

  async knocksAt(room: Room): Promise<void> {
    await this.device.act("knock", { roomId: room.id, via: [room.via] });
  }

  async leaves(room: Room): Promise<void> {
    await this.device.act("leave", { roomId: room.id });
  }

  async kicks(other: Player, room: Room): Promise<void> {
    await this.device.act("kick", { roomId: room.id, userId: other.userId });
  }

  async bans(other: Player, room: Room): Promise<void> {
    await this.device.act("ban", { roomId: room.id, userId: other.userId });
  }

  async unbans(other: Player, room: Room): Promise<void> {
    await this.device.act("unban", { roomId: room.id, userId: other.userId });
  }

  async setsHistoryVisibility(visibility: NonNullable<RoomOptions["historyVisibility"]>, room: Room): Promise<void> {
    await this.device.act("setHistoryVisibility", { roomId: room.id, visibility });
  }

  /** Waits until this device knows of another's membership. */
  async sees(other: Player, membership: "join" | "invite" | "leave" | "ban" | "knock", room: Room): Promise<void> {
    await this.waitsToSee(
      `${other.role}'s membership "${membership}"`,
      () => this.device.members.get(`${room.id} ${other.userId}`) === membership,
    );
  }
}

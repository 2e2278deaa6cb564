import type { MatrixClient, Room } from "matrix-js-sdk";
import {
  type CallMembership,
  type MatrixRTCSession,
  MatrixRTCSessionEvent,
  MatrixRTCSessionManagerEvents,
} from "matrix-js-sdk/lib/matrixrtc/index.js";
import type { Emit } from "../../../rpc/server.ts";

/** Follows the MatrixRTC session of each room where anybody takes part in one. */
export class RtcWatch {
  readonly #client: MatrixClient;
  readonly #emit: Emit;
  readonly #watched = new WeakSet<MatrixRTCSession>();

  constructor(client: MatrixClient, emit: Emit) {
    this.#client = client;
    this.#emit = emit;
    client.matrixRTC.on(MatrixRTCSessionManagerEvents.SessionStarted, (roomId, session) => {
      this.#watch(roomId, session);
      this.#reportMembers(roomId, session.memberships);
    });
  }

  of(room: Room): MatrixRTCSession {
    const session = this.#client.matrixRTC.getRoomSession(room);
    this.#watch(room.roomId, session);
    return session;
  }

  #watch(roomId: string, session: MatrixRTCSession): void {
    if (this.#watched.has(session)) return;
    this.#watched.add(session);
    session.on(MatrixRTCSessionEvent.MembershipsChanged, (_before, now) => this.#reportMembers(roomId, now));
    session.on(MatrixRTCSessionEvent.EncryptionKeyChanged, async (key, index, member) =>
      this.#emit("rtcKey", { roomId, index, keyHash: await hashOf(key), ...ownerOf(member) }),
    );
  }

  #reportMembers(roomId: string, memberships: readonly CallMembership[]): void {
    this.#emit("rtcMembers", { roomId, members: memberships.map(memberOf) });
  }
}

const memberOf = ({ sender, deviceId }: CallMembership) => ({ userId: sender, deviceId });

/** Until 38 a key's owner is told as `@user:server:DEVICE`. */
function ownerOf(member: { userId: string; deviceId: string } | string): { userId: string; deviceId: string } {
  if (typeof member !== "string") return { userId: member.userId, deviceId: member.deviceId };
  const end = member.lastIndexOf(":");
  return { userId: member.slice(0, end), deviceId: member.slice(end + 1) };
}

/** Names a key without telling it: the first 16 hex digits of its SHA-256. */
async function hashOf(key: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

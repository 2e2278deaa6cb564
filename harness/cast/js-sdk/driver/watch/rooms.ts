import { ClientEvent, EventType, type MatrixClient, RoomEvent, RoomMemberEvent, RoomStateEvent } from "matrix-js-sdk";
import type { Emit } from "../../../rpc/server.ts";

/** Reports the device's own memberships, rooms' encryption, and other members. */
export function watchRooms(client: MatrixClient, emit: Emit): void {
  const reported = new Map<string, string>();
  const report = ({ roomId }: { roomId: string }) => {
    const room = client.getRoom(roomId);
    if (!room) return;
    const state = { roomId, membership: room.getMyMembership(), encrypted: room.hasEncryptionStateEvent() };
    if (reported.get(roomId) === JSON.stringify(state)) return;
    reported.set(roomId, JSON.stringify(state));
    emit("room", state);
  };
  client.on(ClientEvent.Room, report);
  client.on(RoomEvent.MyMembership, report);
  client.on(RoomStateEvent.Events, (event, state) => {
    if (event.getType() === EventType.RoomEncryption) report(state);
  });
  client.on(RoomMemberEvent.Membership, (_event, { roomId, userId, membership }) =>
    emit("member", { roomId, userId, membership: membership ?? "leave" }),
  );
}

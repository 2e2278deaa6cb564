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
  const reportMember = (roomId: string, userId: string, membership = "leave") =>
    emit("member", { roomId, userId, membership });
  client.on(RoomMemberEvent.Membership, (_event, { roomId, userId, membership }) =>
    reportMember(roomId, userId, membership),
  );
  // Of a room that is new to us, Synapse keeps the invited out of `state_after` where members load lazily (MSC4222).
  client.on(RoomEvent.Timeline, (event, room, _atStart, _removed, { liveEvent }) => {
    const userId = event.getStateKey();
    if (!liveEvent || !room || !userId || event.getType() !== EventType.RoomMember || room.getMember(userId)) return;
    reportMember(room.roomId, userId, event.getContent().membership);
  });
}

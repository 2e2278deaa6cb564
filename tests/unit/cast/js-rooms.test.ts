import { assert } from "chai";
import { createClient, EventType, MatrixEvent, Room, RoomEvent } from "matrix-js-sdk";
import { watchRooms } from "../../../harness/cast/js-sdk/driver/watch/rooms.ts";

const ROOM = "!room";
const BOB = "@bob:hs2";

const invite = new MatrixEvent({
  type: EventType.RoomMember,
  room_id: ROOM,
  sender: "@alice:hs1",
  state_key: BOB,
  content: { membership: "invite" },
});

describe("a js client's watch over rooms", () => {
  const client = createClient({ baseUrl: "http://127.0.0.1" });
  const emitted: unknown[] = [];
  watchRooms(client, (name, data) => emitted.push([name, data]));
  let room: Room;

  beforeEach(() => {
    emitted.length = 0;
    room = new Room(ROOM, client, "@alice:hs1");
  });

  const show = (liveEvent: boolean) =>
    client.emit(RoomEvent.Timeline, invite, room, false, false, { liveEvent, timeline: room.getLiveTimeline() });

  it("tells of a member whom only the timeline shows", () => {
    show(true);
    assert.deepEqual(emitted, [["member", { roomId: ROOM, userId: BOB, membership: "invite" }]]);
  });

  it("does not repeat what the state says, and does not take the past for the present", () => {
    show(false);
    room.currentState.setStateEvents([invite]);
    show(true);
    assert.isEmpty(emitted);
  });
});

import { assert } from "chai";
import { ErrorCode } from "../../../harness/cast/protocol.ts";
import type { Conformance } from "../conformance.ts";
import { failure } from "./session.ts";

export function rooms({ test }: Conformance): void {
  test([], "createRoom does what its options say", async (stage) => {
    const alice = await stage.actor("alice");
    const { roomId } = await alice.call("createRoom", {
      name: "a room",
      encrypted: true,
      historyVisibility: "joined",
      joinRule: "knock",
      roomVersion: "10",
      rotationPeriodMs: 604800000,
      rotationPeriodMsgs: 7,
      eventPowerLevels: { "org.matrix.msc3401.call.member": 0 },
    });
    const state = (type: string) => stage.state(alice, roomId, type);
    assert.equal((await state("m.room.name")).name, "a room");
    assert.deepEqual(await state("m.room.encryption"), {
      algorithm: "m.megolm.v1.aes-sha2",
      rotation_period_ms: 604800000,
      rotation_period_msgs: 7,
    });
    assert.equal((await state("m.room.history_visibility")).history_visibility, "joined");
    assert.equal((await state("m.room.join_rules")).join_rule, "knock");
    assert.equal((await state("m.room.create")).room_version, "10");
    const { events } = await state("m.room.power_levels");
    assert.equal(events["org.matrix.msc3401.call.member"], 0);
    assert.isAtLeast(events["m.room.encryption"] ?? 100, 50, "encryption stays guarded");
  });

  test([], "an invitation and a join are seen by both, as they happen", async (stage) => {
    const [alice, bob] = await stage.pair();
    const { roomId } = await alice.call("createRoom", { encrypted: true });
    await alice.call("invite", { roomId, userId: bob.userId });
    await bob.hears("room", (e) => e.roomId === roomId && e.membership === "invite", "an invitation");
    await alice.sees(bob, "invite", roomId);
    await bob.call("join", { roomId });
    assert.equal((await stage.state(bob, roomId, "m.room.member", bob.userId)).membership, "join");
    const joined = await bob.hears(
      "room",
      (e) => e.roomId === roomId && e.membership === "join" && e.encrypted,
      "joined",
    );
    assert.isTrue(joined.encrypted);
    await alice.sees(bob, "join", roomId);
  });

  test([], "members leave, are kicked, banned and unbanned", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const membership = async () => (await stage.state(alice, roomId, "m.room.member", bob.userId)).membership;
    await bob.call("leave", { roomId });
    assert.equal(await membership(), "leave");
    await alice.sees(bob, "leave", roomId);
    await bob.hears("room", (e) => e.roomId === roomId && e.membership === "leave", "that it left");
    await alice.call("invite", { roomId, userId: bob.userId });
    await alice.call("kick", { roomId, userId: bob.userId });
    assert.equal(await membership(), "leave");
    await alice.call("ban", { roomId, userId: bob.userId });
    assert.equal(await membership(), "ban");
    await alice.sees(bob, "ban", roomId);
    await alice.call("unban", { roomId, userId: bob.userId });
    assert.equal(await membership(), "leave");
  });

  test([], "a stranger knocks and is let in", async (stage) => {
    const [alice, bob] = await stage.pair();
    const { roomId } = await alice.call("createRoom", { encrypted: true, joinRule: "knock" });
    await bob.call("knock", { roomId });
    await alice.sees(bob, "knock", roomId);
    await alice.call("invite", { roomId, userId: bob.userId });
    await bob.joins(roomId);
  });

  test([], "a public room is joined without an invitation", async (stage) => {
    const [alice, bob] = await stage.pair();
    const { roomId } = await alice.call("createRoom", { encrypted: true, joinRule: "public" });
    await bob.call("join", { roomId, via: ["hs1"] });
    await alice.sees(bob, "join", roomId);
  });

  test([], "encryption is enabled later, and what is said then is encrypted", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob], { encrypted: false });
    const open = await alice.says("for all to see", roomId);
    assert.equal((await bob.shows(open, "cleartext")).body, "for all to see");
    await alice.call("enableEncryption", { roomId, rotationPeriodMsgs: 5 });
    assert.equal((await stage.state(alice, roomId, "m.room.encryption")).rotation_period_msgs, 5);
    const encrypted = (e: { roomId: string; encrypted: boolean }) => e.roomId === roomId && e.encrypted;
    await Promise.all([alice, bob].map((one) => one.hears("room", encrypted, "that the room is encrypted")));
    await alice.says("between us", roomId);
    await bob.reads("between us");
  });

  test([], "history visibility is set", async (stage) => {
    const alice = await stage.actor("alice");
    const { roomId } = await alice.call("createRoom", { encrypted: true });
    await alice.call("setHistoryVisibility", { roomId, visibility: "invited" });
    assert.equal((await stage.state(alice, roomId, "m.room.history_visibility")).history_visibility, "invited");
  });

  test([], "what the server forbids fails for certain", async (stage) => {
    const [alice, bob] = await stage.pair();
    const { roomId } = await alice.call("createRoom", { encrypted: true });
    assert.equal((await failure(bob.call("join", { roomId }))).code, ErrorCode.failed);
  });
}

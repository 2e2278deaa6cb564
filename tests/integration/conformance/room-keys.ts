import { assert } from "chai";
import type { Conformance } from "../conformance.ts";

export function roomKeys({ test }: Conformance): void {
  test(["exportKeys"], "a message that came without its key is read once the key is imported", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const eventId = await alice.says("before your time", roomId);
    const { session } = await bob.reads("before your time");
    const bob2 = await stage.actor("bob2", { of: bob });
    assert.isNotEmpty((await bob2.shows(eventId, "utd")).code);

    const { keys } = await bob.call("exportKeys", { roomId });
    assert.lengthOf(keys, 1);
    assert.deepEqual(await bob2.call("importKeys", { keys }), { imported: 1 });
    await bob2.shows(eventId, "decrypted");
    const states = bob2.told("timeline").filter((e) => e.eventId === eventId);
    assert.deepEqual([states[0]?.state, states.at(-1)?.state], ["utd", "decrypted"]);
    const key = await bob2.hears("roomKey", (e) => e.session === session, "of the imported key");
    assert.include(["export", "unknown", undefined], key.source);
  });

  test(["exportKeys"], "exports are limited to the room asked for", async (stage) => {
    const alice = await stage.actor("alice");
    const rooms = [await stage.room(alice, []), await stage.room(alice, [])];
    for (const roomId of rooms) await alice.says("hello", roomId);
    assert.lengthOf((await alice.call("exportKeys", {})).keys, 2);
    assert.lengthOf((await alice.call("exportKeys", { roomId: rooms[0] as string })).keys, 1);
  });

  test(["forceRotation"], "discardSession has the next message use another session", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await alice.says("old key", roomId);
    await alice.call("discardSession", { roomId });
    await alice.says("new key", roomId);
    assert.notEqual((await bob.reads("old key")).session, (await bob.reads("new key")).session);
  });

  test(["shareHistory"], "who is invited reads what was said before", async (stage) => {
    const [alice, bob] = await stage.pair();
    // History goes from signed devices to signed devices only.
    for (const one of [alice, bob]) await one.call("bootstrapCrossSigning", { password: one.password });
    const roomId = await stage.room(alice, [], { historyVisibility: "shared" });
    const eventId = await alice.says("long ago", roomId);
    await alice.call("invite", { roomId, userId: bob.userId });
    await bob.joins(roomId);
    await bob.call("backpaginate", { roomId, limit: 20 });
    await bob.shows(eventId, "decrypted");
  });
}

import { assert } from "chai";
import { ErrorCode } from "../../../harness/cast/protocol.ts";
import type { Conformance } from "../conformance.ts";
import { failure } from "./session.ts";

/** Encrypted with a session that nobody has. */
export const FORGED = {
  algorithm: "m.megolm.v1.aes-sha2",
  session_id: "nobodyHasThisSessionAtAllForItWasNeverMade0",
  sender_key: "bm9ib2R5cyBrZXkgbm9ib2R5cyBrZXkgbm9ib2R5cyE",
  device_id: "NOBODY",
  ciphertext:
    "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg2yyOwAtHaZTwyNg37afzg8f3r9IsN9r4RNFg7MaZencUJe4qvELiDiopUjy5wYV",
};

export function messages({ test }: Conformance): void {
  test([], "a message is encrypted on the server and read by the other, who is told how", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const eventId = await alice.says("hello", roomId);
    const stored = await stage.request(bob, "GET", `/rooms/${roomId}/event/${eventId}`);
    assert.equal(stored.type, "m.room.encrypted");
    assert.notInclude(JSON.stringify(stored.content), "hello");
    const read = await bob.reads("hello");
    assert.include(read, { roomId, eventId, sender: alice.userId, session: stored.content.session_id });
    await bob.says("hello yourself", roomId);
    await alice.reads("hello yourself");
  });

  test([], "own messages are told too, and never as undecryptable", async (stage) => {
    const alice = await stage.actor("alice");
    const roomId = await stage.room(alice, []);
    const eventId = await alice.says("to myself", roomId);
    await alice.shows(eventId, "decrypted");
    assert.notInclude(
      alice.told("timeline").map((e) => e.state),
      "utd",
    );
  });

  test([], "messages of one session have rising indices, where they are told", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await alice.says("one", roomId);
    await alice.says("two", roomId);
    const [one, two] = [await bob.reads("one"), await bob.reads("two")];
    assert.equal(one.session, two.session);
    if (one.index !== undefined) assert.deepEqual([one.index, two.index], [0, 1]);
  });

  test([], "the key of a message is announced with its first index, where that is told", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await alice.says("hello", roomId);
    const { session } = await bob.reads("hello");
    const key = await bob.hears("roomKey", (e) => e.session === session, "of the room key");
    assert.include(key, { roomId });
    assert.include([undefined, 0], key.firstIndex);
  });

  test(["sendRaw"], "a forged event is undecryptable, with the SDK's code", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const { eventId } = await alice.call("sendRaw", { roomId, type: "m.room.encrypted", content: FORGED });
    const shown = await bob.shows(eventId, "utd");
    assert.isNotEmpty(shown.code);
    assert.include(shown, { roomId, sender: alice.userId, session: FORGED.session_id });
    assert.equal((await bob.call("event", { roomId, eventId })).state, "utd");
  });

  test(["sendRaw"], "sendRaw sends as given, even into an encrypted room", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const content = { msgtype: "m.text", body: "in the clear" };
    const { eventId } = await alice.call("sendRaw", { roomId, type: "m.room.message", content });
    assert.include(await bob.shows(eventId, "cleartext"), { body: "in the clear" });
  });

  test([], "older messages are loaded, to the start of the room", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const first = await alice.says("first of many", roomId);
    for (let n = 0; n < 30; n++) await alice.says(`message ${n}`, roomId);
    const bob2 = await stage.actor("bob2", { of: bob });
    const { reachedStart } = await bob2.call("backpaginate", { roomId, limit: 100 });
    assert.isTrue(reachedStart);
    assert.include(
      bob2.told("timeline").map((e) => e.eventId),
      first,
    );
  });

  test([], "event tells what is shown for any event of the room", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const eventId = await alice.says("look at this", roomId);
    await bob.reads("look at this");
    assert.include(await bob.call("event", { roomId, eventId }), { state: "decrypted", body: "look at this" });
  });

  test([], "a message that the server refuses fails for certain", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await alice.call("kick", { roomId, userId: bob.userId });
    const error = await failure(bob.call("send", { roomId, body: "let me in" }));
    assert.equal(error.code, ErrorCode.failed);
  });
}

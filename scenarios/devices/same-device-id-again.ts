import { at, known, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/room-key-not-sent-to-a-reused-device-id.md");

export default scenario("a device id is used again", {
  why: "Bob logs out and in with the same device id, and so with other keys. Whoever saw the first go must accept the second.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  knownFailures: [
    FOUND_HERE.loses("to the second of this id", { to: "bob/3" }),
    FOUND_HERE.finds("rotation-missed", "to the second of this id", { to: "alice" }),
  ],
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("to the first of this id", () => alice.says("to your phone", room).readBy(bob, phone));
    await phone.logsOut();
    await alice.forgets(phone);
    const reborn = await bob.getsNewDevice({ withIdOf: phone });
    await alice.learnsOf(reborn);
    await beat("to the second of this id", () => alice.says("to your phone, again", room).readBy(bob));
    await alice.discardsSession(room);
    await beat("with a new session", () => alice.says("to both of you", room).readBy(bob, reborn));
    await beat("from the second of this id", () => reborn.says("it is me", room).readBy(alice, bob));
  },
});

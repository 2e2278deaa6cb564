import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the room names an algorithm that nobody knows", {
  why: "A client may refuse to speak until the room names an algorithm that it knows, but not speak in clear; and then it must speak again.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    const elsewhere = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.joins(elsewhere);
    await alice.sees(bob, "join", elsewhere);
    await beat("under the old algorithm", () => alice.says("one", room).readBy(bob));
    await alice.setsEncryption({ algorithm: "org.example.unknown" }, room);
    await bob.says("which comes after the change", elsewhere).readBy(alice);
    await beat("under an unknown algorithm", () => Promise.allSettled([alice.says("two", room)]));
    await alice.setsEncryption({ algorithm: "m.megolm.v1.aes-sha2" }, room);
    await bob.says("which comes after the change back", elsewhere).readBy(alice);
    await beat("under the old algorithm again", () => alice.says("three", room).readBy(bob));
  },
});

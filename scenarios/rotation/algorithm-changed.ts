import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the room names an algorithm that nobody knows", {
  why: "The session made for the old algorithm is over. A client may refuse to speak until the room names one that it knows, but not speak in clear.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("under the old algorithm", () => alice.says("one", room).readBy(bob));
    await alice.setsEncryption({ algorithm: "org.example.unknown" }, room);
    await bob.says("which brings the change by sync", room).readBy(alice);
    await beat("under an unknown algorithm", () => Promise.allSettled([alice.says("two", room)]));
    await alice.setsEncryption({ algorithm: "m.megolm.v1.aes-sha2" }, room);
    await bob.says("which brings the old rule back", room).readBy(alice);
    await beat("under the old algorithm again", () => alice.says("three", room).readBy(bob));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("transactions are replayed", {
  why: "Every transaction to hs2 arrives again half a second later. A replayed Olm message must not break Bob's session.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await during(requests("federation/send").over("hs1", "hs2").areReplayed({ afterMs: 500 }), async () => {
      await beat("replayed", () => alice.says("have I told you?", room).readBy(bob));
      await alice.discardsSession(room);
      await beat("replayed with a new key", () => alice.says("have I told you this?", room).readBy(bob));
      await beat("the answer", () => bob.says("you have", room).readBy(alice));
    });
    await alice.discardsSession(room);
    await beat("afterwards", () => alice.says("then I am silent", room).readBy(bob));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a server is restored from an old backup", {
  why: "hs2 has forgotten what Bob said and which keys it gave away. What is said from then on must be read on both sides.",
  tracks: ["matrix-org/synapse#16025"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("in the backup", () => alice.says("remember this", room).readBy(bob));
    await during(hs2.isRolledBack(), async () => {
      await beat("after the backup", () => bob.says("hs2 will forget this", room).readBy(alice));
    });
    await beat("to the restored server", () => alice.says("do you remember?", room).readBy(bob));
    await beat("from the restored server", () => bob.says("not all", room).readBy(alice));
    await Promise.all([alice.discardsSession(room), bob.discardsSession(room)]);
    await beat("to it, with a new key", () => alice.says("a new start", room).readBy(bob));
    await beat("from it, with a new key", () => bob.says("indeed", room).readBy(alice));
  },
});

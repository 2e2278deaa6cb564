import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a back-off of ten minutes ends when the other server speaks", {
  why: "hs1 gives hs2 up for 10 minutes, as deployed servers do. The first word from hs2 must bring all that was kept, with keys.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  profile: "production",
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("before the stop", room).readBy(bob);
    await bob.learnsOf(alice);
    const missed = await during(hs2.isStopped(), async () => {
      await alice.discardsSession(room);
      return beat("while hs2 is away", () => alice.says("a new key, for later", room));
    });
    await beat("the first word", () => bob.says("I am back", room).readBy(alice));
    await bob.reads(missed);
    await beat("afterwards", () => alice.says("welcome back", room).readBy(bob));
  },
});

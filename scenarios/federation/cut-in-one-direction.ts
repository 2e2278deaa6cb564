import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("federation is cut in one direction", {
  why: "hs1 cannot reach hs2, but hs2 can reach hs1. A new session of Alice's must arrive whole once the way is free.",
  tracks: ["element-hq/synapse#3781"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("before the cut", room).readBy(bob);
    const missed = await during(link("hs1", "hs2").isDown(), async () => {
      await alice.discardsSession(room);
      const message = await beat("during the cut", () => alice.says("new key, no way", room));
      await beat("against the cut", () => bob.says("I can still reach you", room).readBy(alice));
      return message;
    });
    await beat("after the cut", () => bob.says("what did you say?", room).readBy(alice));
    await bob.reads(missed);
  },
});

import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a leave that the other server hears of late", {
  why: "Charlie left, and hs2 cannot be told. Bob speaks on in good faith, and must rotate his key when he hears of it.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await bob.joins(room);
    await charlie.joins(room);
    await bob.sees(charlie, "join", room);
    await beat("with charlie", () => bob.says("all three of us", room).readBy(alice, charlie));
    const cut = link("hs1", "hs2").isDown();
    await during(cut, async () => {
      await charlie.leaves(room);
      await cut.bites();
      await alice.sees(charlie, "leave", room);
      await beat("not knowing that charlie left", () => bob.says("still three?", room).readBy(alice));
    });
    await bob.sees(charlie, "leave", room);
    await beat("knowing that charlie left", () => bob.says("just the two of us", room).readBy(alice));
  },
});

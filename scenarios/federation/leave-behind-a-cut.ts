import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a leave behind a cut", {
  why: "Bob has left, and hs1 does not know it yet. As soon as it does, Alice's next message needs a new Megolm session.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("all three of us", room).readBy(bob, charlie));
    const cut = link("hs2", "hs1").isDown();
    await during(cut, async () => {
      await bob.leaves(room);
      await cut.bites();
      await beat("not knowing that bob left", () => alice.says("still three?", room).readBy(charlie));
    });
    await alice.sees(bob, "leave", room);
    await beat("knowing that bob left", () => alice.says("just the two of us", room).readBy(charlie));
  },
});

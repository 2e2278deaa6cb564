import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("two of three servers cannot reach each other", {
  why: "hs1 and hs3 are cut off from each other, hs2 reaches both. Once the cut is over, every key and message must be everywhere.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs3") },
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await bob.joins(room);
    await charlie.joins(room);
    await Promise.all([alice.sees(charlie, "join", room), bob.sees(charlie, "join", room)]);
    await alice.says("can all hear me?", room).readBy(bob, charlie);
    await charlie.says("I can", room).readBy(alice, bob);
    const cut = [link("hs1", "hs3").isDown(), link("hs3", "hs1").isDown()];
    const missed = await during(cut, async () => {
      await beat("from the middle", () => bob.says("you both hear me", room).readBy(alice, charlie));
      // Said last: an answer of Bob's would bring these events across, and no key.
      await Promise.all([alice.discardsSession(room), charlie.discardsSession(room)]);
      const forward = await beat("from hs1 during the cut", () => alice.says("can charlie?", room).readBy(bob));
      const backward = await beat("from hs3 during the cut", () => charlie.says("can alice?", room).readBy(bob));
      return { forward, backward };
    });
    await beat("from hs1 after the cut", () => alice.says("back together", room).readBy(bob, charlie));
    await beat("from hs3 after the cut", () => charlie.says("indeed", room).readBy(alice, bob));
    await Promise.all([charlie.reads(missed.forward), alice.reads(missed.backward)]);
  },
});

import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("the first message crosses, and no answer can", {
  why: "hs2 cannot reach hs1: Alice's first message must be read by Bob at once, and his answer by her as soon as it can cross.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await bob.looksUp(alice);
    const cut = link("hs2", "hs1").isDown();
    const answer = await during(cut, async () => {
      await beat("with the cut", () => alice.says("hello bob", room).readBy(bob));
      const said = await beat("against the cut", () => bob.says("hello alice", room));
      await cut.bites();
      return said;
    });
    await beat("after the cut", () => alice.says("are you there?", room).readBy(bob));
    await alice.reads(answer);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("title of the story", {
  why: "Say what goes wrong in the world, and what must hold all the same.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("the first message", () => alice.says("hello bob", room).readBy(bob));
    await beat("the answer", () => bob.says("hello alice", room).readBy(alice));
  },
});

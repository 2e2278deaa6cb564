import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("unheard while the link is cut", {
  why: "Bob is waited for while nothing can reach him: a story that fails halfway.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await during(link("hs1", "hs2").isDown(), () => alice.says("can you hear me?", room).readBy(bob));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the first message, and its answer", {
  why: "Two strangers on two servers meet in a new room. If this fails, nothing else can be trusted.",
  tracks: ["complement-crypto:TestAliceBobEncryptionWorks"],
  tags: ["quick", "smoke"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello bob", room).readBy(bob);
    await bob.says("hello alice", room).readBy(alice);
  },
});

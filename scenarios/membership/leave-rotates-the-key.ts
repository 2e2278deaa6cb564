import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a member leaves and the key rotates", {
  why: "Whoever left must not be able to read on: the next message needs a new Megolm session.",
  tracks: ["complement-crypto:TestRoomKeyIsCycledOnMemberLeaving"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  async play({ alice, bob, charlie, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.sees(charlie, "join", room);
    await beat("with charlie", () => alice.says("all three of us", room).readBy(bob, charlie));
    await charlie.leaves(room);
    await alice.sees(charlie, "leave", room);
    await beat("without charlie", () => alice.says("just the two of us", room).readBy(bob));
  },
});

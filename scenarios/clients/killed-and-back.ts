import { at, scenario } from "matrix-e2ee-torture";

export default scenario("killed, and back on the same store", {
  why: "A client that is killed comes back with its store. What was said meanwhile is still for it to read.",
  tracks: ["complement-crypto:TestUnprocessedToDeviceMessagesArentLostOnRestart", "matrix-org/matrix-rust-sdk#3354"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("still there?", room).readBy(bob);
    await bob.dies();
    const missed = await beat("said while bob was dead", () => alice.says("bob?", room));
    await bob.comesBack();
    await bob.reads(missed);
    await beat("after the restart", () => bob.says("I am back", room).readBy(alice));
  },
});

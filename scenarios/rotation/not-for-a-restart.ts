import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key stays when a client restarts", {
  why: "A restart is no reason to rotate: the outbound Megolm session is in the store.",
  tracks: ["complement-crypto:TestRoomKeyIsNotCycledOnClientRestart"],
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("before the restart", () => alice.says("one", room).readBy(bob));
    await alice.stops();
    await alice.comesBack();
    await beat("after the restart", () => alice.says("two", room).readBy(bob));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a newcomer speaks before the state of the room is there", {
  why: "Bob's server does not know the members yet when he speaks. He may have to wait, but nobody in the room may miss his key.",
  tracks: ["MSC3706", "MSC3902"],
  cast: { alice: at("hs1"), bob: at("hs2", { serverNeeds: ["partialJoins"] }), charlie: at("hs1") },
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await charlie.joins(room);
    const state = requests("federation/state_ids").over("hs2", "hs1").areHeld();
    const { speaking } = await during(state, async () => {
      await bob.joins(room);
      await state.bites();
      return { speaking: beat("before the state is there", () => bob.says("hello everyone", room)) };
    });
    const said = await speaking;
    await Promise.all([alice.reads(said), charlie.reads(said)]);
    await beat("with all state", () => charlie.says("hello bob", room).readBy(alice, bob));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a newcomer is spoken to before the state of the room is there", {
  why: "Bob's server does not know the members yet. What Alice says meanwhile, with a key of its own, must reach him all the same.",
  tracks: ["MSC3706", "MSC3902"],
  cast: { alice: at("hs1"), bob: at("hs2", { serverNeeds: ["partialJoins"] }), charlie: at("hs1") },
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await charlie.joins(room);
    const state = requests("federation/state_ids").over("hs2", "hs1").areHeld();
    const early = await during(state, async () => {
      await bob.joins(room);
      await state.bites();
      await alice.sees(bob, "join", room);
      return beat("before the state is there", () => alice.says("welcome", room).readBy(charlie));
    });
    await bob.reads(early);
    await beat("from the newcomer", () => bob.says("thank you", room).readBy(alice, charlie));
    await charlie.discardsSession(room);
    await beat("with all state", () => charlie.says("hello bob", room).readBy(alice, bob));
  },
});

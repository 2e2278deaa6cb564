import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the state after a faster join fails at first", {
  why: "hs2 asks for the rest of the state and gets errors. It must ask again, and nobody may miss a message for that.",
  tracks: ["MSC3706", "MSC3902"],
  cast: { alice: at("hs1"), bob: at("hs2", { serverNeeds: ["partialJoins"] }) },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    const state = requests("federation/state_ids").over("hs2", "hs1").first(1).fail({ status: 502 });
    await during(state, async () => {
      await bob.joins(room);
      await state.bites();
    });
    await alice.sees(bob, "join", room);
    await beat("to the newcomer", () => alice.says("welcome", room).readBy(bob));
    await beat("from the newcomer", () => bob.says("thank you", room).readBy(alice));
  },
});

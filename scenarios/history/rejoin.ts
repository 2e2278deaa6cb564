import { at, scenario } from "matrix-e2ee-torture";

export default scenario("what was said between a leave and the return", {
  why: "Bob leaves, Alice speaks, Bob comes back: he may see that she spoke, and must not read it.",
  tracks: ["complement-crypto:TestOnRejoinBobCanSeeButNotDecryptHistoryInPublicRoom", "element-hq/synapse#15717"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ joinRule: "public", historyVisibility: "shared" });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("together", () => alice.says("both of us", room).readBy(bob));
    await bob.leaves(room);
    await alice.sees(bob, "leave", room);
    await beat("alone", () => alice.says("only me", room));
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await bob.looksBack(room);
    await beat("together again", () => alice.says("both of us again", room).readBy(bob));
  },
});

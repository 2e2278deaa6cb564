import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key rotates when history is closed", {
  why: "Under `shared`, whoever comes later may be given the keys. Once it is `joined`, a new Megolm session must begin.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], historyVisibility: "shared" });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("while history is open", () => alice.says("for whoever comes", room).readBy(bob));
    await alice.setsHistoryVisibility("joined", room);
    await bob.says("which brings the change by sync", room).readBy(alice);
    await beat("once history is closed", () => alice.says("for us alone", room).readBy(bob));
  },
});

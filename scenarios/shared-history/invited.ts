import { at, scenario } from "matrix-e2ee-torture";

export default scenario("history is shared with an invited user", {
  why: "The room's history is open to whoever comes. Who invites Bob sends the keys of it along, and he reads what was said before.",
  tracks: ["MSC4268", "MSC3061"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    const before = await beat("before bob was invited", () => alice.says("for whoever comes", room));
    await alice.invites(bob, room);
    await bob.joinsBetweenSyncs(room);
    await bob.looksBack(room);
    await bob.reads(before);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

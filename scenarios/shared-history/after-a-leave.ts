import { at, scenario } from "matrix-e2ee-torture";

export default scenario("history shared again after a leave", {
  why: "Bob read the history, left, and is invited again. What was said before he left stays readable, and what comes is.",
  tracks: ["MSC4268"],
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
    await bob.leaves(room);
    await alice.sees(bob, "leave", room);
    await beat("while bob is away", () => alice.says("he left", room));
    await alice.invites(bob, room);
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await bob.looksBack(room);
    await beat("with bob again", () => alice.says("welcome back", room).readBy(bob));
  },
});

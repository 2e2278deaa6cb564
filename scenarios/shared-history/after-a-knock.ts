import { at, scenario } from "matrix-e2ee-torture";

export default scenario("who knocks is let in with the history", {
  why: "Bob knocks, and Alice answers with an invite. The keys of what was said before come with it.",
  tracks: ["MSC4268"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared", joinRule: "knock" });
    const before = await beat("before bob knocked", () => alice.says("for whoever comes", room));
    await bob.knocksAt(room);
    await alice.sees(bob, "knock", room);
    await alice.invites(bob, room);
    await bob.joinsBetweenSyncs(room);
    await bob.looksBack(room);
    await bob.reads(before);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

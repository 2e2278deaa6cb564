import { at, scenario } from "matrix-e2ee-torture";

export default scenario("closed history is not shared with an invited user", {
  why: "Under `joined`, what was said before Bob came is none of his business: the invite brings him no keys.",
  tracks: ["MSC4268"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "joined" });
    await beat("before bob was invited", () => alice.says("for me alone", room));
    await alice.invites(bob, room);
    await bob.joins(room);
    await bob.looksBack(room);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

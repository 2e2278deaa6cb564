import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a banned user gets nothing more", {
  why: "Bob was given the history with his invite, and is banned. From then on he must not read a word.",
  tracks: ["MSC4268"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    const before = await beat("before bob was invited", () => alice.says("for whoever comes", room));
    await alice.invites(bob, room);
    await bob.joins(room);
    await bob.looksBack(room);
    await bob.reads(before);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
    await alice.bans(bob, room);
    await alice.sees(bob, "ban", room);
    await beat("without bob", () => alice.says("he was rude", room));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("shared history comes after the join", {
  why: "The keys that came with Bob's invite are late: he has joined before he gets them. They must still be taken in.",
  tracks: ["MSC4268", "matrix-org/matrix-rust-sdk#5111"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  async play({ alice, bob, during, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    const before = await beat("before bob was invited", () => alice.says("for whoever comes", room));
    const bundle = requests("federation/send").over("hs1", "hs2").areHeld();
    await during(bundle, async () => {
      await alice.invites(bob, room);
      await bob.joinsBetweenSyncs(room);
      await bundle.bites();
    });
    await bob.looksBack(room);
    await bob.reads(before, 20_000);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

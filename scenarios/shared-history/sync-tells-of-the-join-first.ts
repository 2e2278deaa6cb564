import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/shared-history-refused-when-sync-tells-of-the-join-first.md");

export default scenario("a sync tells of the join before its reply does", {
  why: "Bob accepts an invite, and hears that he is in from a sync, before he hears it from his own request. Keys that come later are his all the same.",
  tracks: ["MSC4268"],
  knownFailures: [FOUND_HERE.finds("expectation", "the history", { to: "bob", cells: ["*,rust"] })],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["shareHistory", "crossSigning"],
  async play({ alice, bob, during, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    const before = await beat("before bob was invited", () => alice.says("for whoever comes", room));
    const bundle = requests("federation/send").over("hs1", "hs2").areHeld();
    const reply = requests("join").from("bob").holdTheirReply();
    await during(bundle, async () => {
      await alice.invites(bob, room);
      await during(reply, async () => {
        const joining = bob.joins(room);
        await reply.bites();
        await bob.isIn(room);
        await reply.release();
        await joining;
      });
      await bundle.bites();
    });
    await bob.looksBack(room);
    await beat("the history", () => bob.reads(before));
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

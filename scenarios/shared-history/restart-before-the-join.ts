import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the invitee restarts before the join", {
  why: "Bob got the keys with his invite, and restarts before he accepts it. They must be in his store.",
  tracks: ["MSC4268", "matrix-org/matrix-rust-sdk#5111"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["shareHistory", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    const before = await beat("before bob was invited", () => alice.says("for whoever comes", room));
    await alice.invites(bob, room);
    await bob.isInvitedTo(room);
    await bob.stops();
    await bob.comesBack();
    await bob.joinsBetweenSyncs(room);
    await bob.looksBack(room);
    await bob.reads(before);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

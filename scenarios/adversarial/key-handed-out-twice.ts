import { at, known, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server hands out a one-time key twice", {
  why: "Charlie is given a one-time key of Alice's that Bob has used already. Alice must refuse it the second time, and they must find a new session.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs2") },
  needs: ["forceRotation"],
  knownFailures: [
    known("element-hq/element-meta#1992").loses("with the used key", { to: "alice" }),
    known("matrix-org/matrix-rust-sdk#3427").loses("afterwards", { to: "alice" }),
  ],
  async play({ alice, bob, charlie, during, beat }) {
    const withBob = await alice.opensEncryptedRoom({ inviting: [bob] });
    const withCharlie = await alice.opensEncryptedRoom({ inviting: [charlie] });
    await bob.joins(withBob);
    await charlie.joins(withCharlie);
    await during(malice().handsOutKeysTwice(), async () => {
      await beat("with the key", () => bob.says("I was first", withBob).readBy(alice));
      await beat("with the used key", () => charlie.says("so was I", withCharlie).shownTo(alice));
    });
    await charlie.discardsSession(withCharlie);
    await beat("afterwards", () => charlie.says("and now?", withCharlie).shownTo(alice));
  },
});

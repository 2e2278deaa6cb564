import { at, scenario } from "matrix-e2ee-torture";

export default scenario("two users compare emoji", {
  why: "Emoji verification between two users ends with both sides trusting the other's identity.",
  tracks: ["complement-crypto:TestVerificationSAS"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.says("shall we?", room).readBy(bob);
    await bob.learnsOf(alice);
    await alice.verifies(bob);
    await beat("verified", () => bob.says("it is you", room).readBy(alice));
  },
});

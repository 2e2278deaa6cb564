import { at, scenario } from "matrix-e2ee-torture";

export default scenario("one side says that the emoji differ", {
  why: "A mismatch ends the verification for both, and nobody counts as verified.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, expect }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    const verification = await alice.asksToVerify(laptop);
    await verification.accept();
    await verification.start();
    await verification.mismatch(laptop);
    await expect(
      "the new device is not signed",
      laptop.isSignedByItsOwner().then((signed) => !signed),
    );
  },
});

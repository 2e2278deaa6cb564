import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a verification is cancelled at each step", {
  why: "Whoever cancels, and whenever: both sides must hear of it, and nobody may count as verified.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    await beat("the asker, before an answer", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.cancel(alice);
    });
    await beat("the one asked, instead of an answer", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.cancel(laptop);
    });
    await beat("the asker, when both are ready", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await verification.cancel(alice);
    });
    await beat("the one asked, when both are ready", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await verification.cancel(laptop);
    });
    await beat("the asker, with the emoji in sight", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await verification.start();
      await verification.cancel(alice);
    });
    await beat("the one asked, with the emoji in sight", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await verification.start();
      await verification.cancel(laptop);
    });
    await beat("the one asked, when the asker has agreed", async () => {
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await verification.start();
      await verification.agree(alice);
      await verification.cancel(laptop);
    });
    await expect(
      "the new device is not signed",
      laptop.isSignedByItsOwner().then((signed) => !signed),
    );
  },
});

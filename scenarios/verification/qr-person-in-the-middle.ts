import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a person in the middle of a QR verification", {
  why: "The server shows Alice other keys for her new laptop. They are in the QR code that she shows, and the laptop must refuse it.",
  tracks: ["MSC1544"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["qrVerification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, during, expect }) {
    await alice.setsUpCrossSigning();
    await during(malice(alice).addsGhostTo(alice, { deviceId: "ALICE_2" }), async () => {
      const laptop = await alice.getsNewDevice({ like: bob });
      await alice.learnsOf(laptop);
      const verification = await alice.asksToVerify(laptop);
      await verification.accept();
      await expect("the laptop refuses the QR code", verification.scanIsRefused());
      await expect(
        "the laptop is not signed",
        laptop.isSignedByItsOwner().then((signed) => !signed),
      );
    });
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a new device is verified by QR code", {
  why: "The old device shows a QR code and the new one scans it: the new one is cross-signed without comparing anything.",
  tracks: ["MSC1544"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["qrVerification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    await alice.setsUpCrossSigning();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.says("one device", room).readBy(alice);
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    const verification = await alice.asksToVerify(laptop);
    await verification.accept();
    await verification.scan();
    await expect("the new device is signed by its owner", laptop.getsSignedByItsOwner());
    await bob.learnsOf(laptop);
    await beat("to the verified device", () => bob.says("both of you", room).readBy(alice, laptop));
  },
});

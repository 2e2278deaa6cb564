import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a new device is verified by an old one", {
  why: "After emoji verification the new device is cross-signed, and gets the secrets it needs.",
  tracks: ["complement-crypto:TestVerificationSAS"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    await alice.setsUpCrossSigning();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.says("hello alice", room).readBy(alice);
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    await alice.verifies(laptop);
    await expect("the new device is signed by its owner", laptop.getsSignedByItsOwner());
    await bob.learnsOf(laptop);
    await beat("to the verified device", () => bob.says("both of you", room).readBy(alice, laptop));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a verified user resets their identity", {
  why: "Alice and Bob have verified each other, and he makes a new identity. She must be warned; once both accept it, they talk on.",
  tracks: ["element-hq/element-meta#2500", "element-hq/element-meta#2691"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["identityReset", "verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.says("shall we?", room).readBy(bob);
    await bob.learnsOf(alice);
    await alice.verifies(bob);
    await expect("bob is verified", alice.getsToTrust(bob));
    await expect("alice is verified", bob.getsToTrust(alice));
    await bob.resetsIdentity();
    await expect("alice is warned", alice.isWarnedOf(bob));
    await expect("bob is no longer verified", !(await alice.trustIn(bob)).verified);
    await alice.acceptsIdentityOf(bob);
    await expect("the warning is gone", !(await alice.trustIn(bob)).violation);
    // His old identity had signed hers, and is gone (element-meta#2691).
    await bob.acceptsIdentityOf(alice);
    await beat("to the new identity", () => alice.says("is that still you?", room).readBy(bob));
    await beat("from the new identity", () => bob.says("it is", room).readBy(alice));
  },
});

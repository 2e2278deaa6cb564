import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a user whom nobody verified resets their identity", {
  why: "Alice never verified Bob. His new identity must be told to her, and cost neither of them a message.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["identityReset", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("before the reset", () => alice.says("hello", room).readBy(bob));
    const before = await bob.identityAtServer();
    await bob.resetsIdentity();
    await expect(
      "bob has another identity",
      bob.identityAtServer().then((after) => !!after && after !== before),
    );
    await expect("alice is told", alice.isWarnedOf(bob));
    await beat("after the reset", () => alice.says("you look different", room).readBy(bob));
    await beat("the answer", () => bob.says("I lost my keys", room).readBy(alice));
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("with a new device", () => alice.says("to both of you", room).readBy(bob, phone));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("two new devices set up cross-signing at once", {
  why: "Both devices of Alice make an identity at the same moment, and one wins. Nobody may lose a message over it.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const laptop = await alice.getsNewDevice();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("without an identity", () => bob.says("who are you?", room).readBy(alice, laptop));
    await Promise.allSettled([alice.setsUpCrossSigning(), laptop.setsUpCrossSigning()]);
    await bob.looksUp(alice);
    await beat("with one of two identities", () => bob.says("which of you is it?", room).readBy(alice, laptop));
    await beat("from the first device", () => alice.says("me", room).readBy(bob, laptop));
    await beat("from the second device", () => laptop.says("no, me", room).readBy(bob, alice));
  },
});

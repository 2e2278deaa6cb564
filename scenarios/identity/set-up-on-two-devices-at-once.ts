import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("two new devices set up cross-signing at once", {
  why: "Both devices of Alice make an identity at the same moment, and one wins. Verified by it, the other must speak and read like before.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["crossSigning", "verification"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect, during }) {
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("without an identity", () => bob.says("who are you?", room).readBy(alice, laptop));
    // Neither hears of the other's identity before its own is uploaded.
    await during(requests("keys/query").over("clients", "hs1").areHeld(), () =>
      Promise.allSettled([alice.setsUpCrossSigning(), laptop.setsUpCrossSigning()]),
    );
    await Promise.all([alice.looksUp(alice), laptop.looksUp(laptop)]);
    await beat("with two identities", () => bob.says("which of you is it?", room).readBy(alice, laptop));
    const [winner, loser] = (await alice.isSignedByItsOwner()) ? [alice, laptop] : [laptop, alice];
    await winner.verifies(loser);
    await expect("the device that lost is signed by its owner", loser.getsSignedByItsOwner());
    await expect("the device that won finds it signed, too", winner.seesSigned(loser));
    await beat("from the winner", () => winner.says("me", room).readBy(bob, loser));
    await beat("from the other", () => loser.says("me, too", room).readBy(bob, winner));
  },
});

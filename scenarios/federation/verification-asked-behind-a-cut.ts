import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a verification is asked for behind a cut", {
  why: "hs1 cannot reach hs2, and Alice's request waits. Once the way is free, the two must verify each other as if nothing had been.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  async play({ alice, bob, during, beat, expect }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.says("shall we?", room).readBy(bob);
    await bob.learnsOf(alice);
    const cut = link("hs1", "hs2").isDown();
    const { asking } = await during(cut, async () => {
      const request = alice.asksToVerify(bob);
      await cut.bites();
      return { asking: request };
    });
    await beat("which wakes hs1", () => bob.says("I see nothing", room).readBy(alice));
    const verification = await asking;
    await verification.accept();
    await verification.start();
    await expect("both see the same emoji", verification.matches);
    await verification.confirm();
    await beat("verified", () => bob.says("it is you", room).readBy(alice));
  },
});

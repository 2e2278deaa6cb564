import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a verification is answered behind a cut", {
  why: "Bob says yes, and hs2 cannot tell hs1. Once the way is free, the two must verify each other as if nothing had been.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  async play({ alice, bob, during, beat, expect }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.says("shall we?", room).readBy(bob);
    await bob.learnsOf(alice);
    await bob.looksUp(alice);
    const cut = link("hs2", "hs1").isDown();
    const { verification, answering } = await during(cut, async () => {
      const asked = await alice.asksToVerify(bob);
      const yes = asked.accept();
      await beat("behind the answer", () => bob.says("I have said yes", room));
      await cut.bites();
      return { verification: asked, answering: yes };
    });
    await beat("which wakes hs2", () => alice.says("I see nothing", room).readBy(bob));
    await answering;
    await verification.start();
    await expect("both see the same emoji", verification.matches);
    await verification.confirm();
    await beat("verified", () => bob.says("it is you", room).readBy(alice));
  },
});

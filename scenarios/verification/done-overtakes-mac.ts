import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/verification-done-overtakes-mac.md");

export default scenario("a client is done before its own word has arrived", {
  why: "Both sides say that the emoji match. The laptop's word is on its way for long, and meanwhile it gets Alice's. It must not say that it is done first.",
  knownFailures: [FOUND_HERE.finds("expectation", "word by word", { cells: ["rust,*"] })],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, during, beat, expect, timePasses }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    const verification = await alice.asksToVerify(laptop);
    await verification.accept();
    await verification.start();
    const word = requests("sendToDevice").at("*m.key.verification.mac*").from(laptop.name).areHeld();
    await during(word, async () => {
      const agreeing = verification.agree(laptop);
      await word.bites();
      await verification.agree(alice);
      await timePasses(2000, "the laptop gets Alice's word, while its own is on its way");
      await word.release();
      await agreeing;
    });
    const done = verification.reaches("done", alice, laptop).then(
      () => true,
      () => false,
    );
    await beat("word by word", () => expect("both sides are done", done));
  },
});

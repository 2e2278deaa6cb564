import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/identity-uploaded-after-its-keys-were-thrown-away.md");

export default scenario("a set-up of cross-signing is overtaken by another device's", {
  why: "Alice's laptop sets up cross-signing, and her phone is quicker. Whichever identity stays, one of them must have its keys.",
  knownFailures: [FOUND_HERE.finds("expectation", "after both set-ups")],
  cast: { alice: at("hs1") },
  needs: ["crossSigning"],
  async play({ alice, during, beat, expect }) {
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    const uploads = requests("keys/device_signing/upload").from("alice/2");
    const [withoutPassword, withPassword] = [uploads.onlyThe(1).areHeld(), uploads.onlyThe(2).areHeld()];
    await during([withoutPassword, withPassword], async () => {
      const attempt = laptop.setsUpCrossSigning().catch(() => "refused, as it may be");
      await withoutPassword.bites();
      await alice.setsUpCrossSigning();
      await withoutPassword.release();
      await withPassword.bites();
      await laptop.looksUp(alice);
      await expect("the laptop sees the phone's identity", laptop.seesSigned(alice));
      await withPassword.release();
      await attempt;
    });
    await Promise.all([alice.looksUp(alice), laptop.looksUp(laptop)]);
    await beat("after both set-ups", async () => {
      const have = [await alice.hasIdentityKeys(), await laptop.hasIdentityKeys()];
      await expect("one of the devices has the keys of the identity", have.includes(true));
    });
  },
});

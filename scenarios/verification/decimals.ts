import { at, scenario } from "matrix-e2ee-torture";

export default scenario("two devices compare numbers", {
  why: "Where emoji cannot be shown, three numbers must do: both sides show the same.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, expect }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    const verification = await laptop.asksToVerify(alice);
    await verification.accept();
    await verification.start();
    const [ours, theirs] = verification.decimals;
    await expect("both show three numbers", ours?.length === 3);
    await expect("both show the same numbers", ours?.join() === theirs?.join());
    await verification.confirm();
    await expect("the new device is signed by its owner", laptop.getsSignedByItsOwner());
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a person in the middle of a verification", {
  why: "The server puts a key of its own into the exchange. The emoji must differ, or the verification end by itself.",
  tracks: ["MSC2241"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, during, expect }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice({ like: bob });
    await alice.learnsOf(laptop);
    const otherKey = "hY5fC6PnWVwIlHmEXJcUuJVFRcmYFwkSMbdDbXUPhXc";
    const exchange = requests("sendToDevice").at("*m.key.verification.key*");
    const middle = exchange.areRewritten(({ json }) => ({
      raw: JSON.stringify(json).replace(/"key":"[^"]+"/, `"key":"${otherKey}"`),
    }));
    const verification = await alice.asksToVerify(laptop);
    await verification.accept();
    await during(middle, async () => {
      await expect("the exchange ends, or shows different emoji", verification.isSpoilt());
    });
    await expect(
      "the new device is not signed",
      laptop.isSignedByItsOwner().then((signed) => !signed),
    );
  },
});

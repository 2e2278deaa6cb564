import { at, scenario } from "matrix-e2ee-torture";

export default scenario("access tokens run out in a conversation", {
  why: "Sign-in is delegated, and access tokens last for seconds. To refresh them must cost no message, no key and no identity.",
  tracks: ["MSC3861"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  signIn: { by: "oauth", tokenLifetimeS: 5 },
  anyPlacement: true,
  async play({ alice, bob, beat, expect, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("with the first tokens", () => alice.says("hello", room).readBy(bob));
    const before = await bob.identityKeysOf(alice);
    await timePasses(5_000, "the access tokens run out");
    await beat("with Alice's next tokens", () => alice.says("still me", room).readBy(bob));
    await beat("with Bob's next tokens", () => bob.says("and still me", room).readBy(alice));
    await expect("both clients have refreshed their tokens", alice.tokenRefreshes > 0 && bob.tokenRefreshes > 0);
    await expect("Alice's identity keys are what they were", (await bob.identityKeysOf(alice)) === before);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("back after the token ran out", {
  why: "Bob's client was killed, and all that it kept is a refresh token. It must come back as the same device, and read what was said meanwhile.",
  tracks: ["MSC3861"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  signIn: { by: "oauth", tokenLifetimeS: 5 },
  anyPlacement: true,
  async play({ alice, bob, beat, expect, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before the death", () => alice.says("hello", room).readBy(bob));
    const before = await alice.identityKeysOf(bob);
    await bob.dies();
    await timePasses(5_000, "the access tokens run out");
    const missed = await beat("said while Bob was dead", () => alice.says("bob?", room));
    await bob.comesBack();
    await bob.reads(missed);
    await beat("after the restart", () => bob.says("here I am", room).readBy(alice));
    await bob.dies();
    await timePasses(5_000, "the access tokens run out");
    await bob.comesBack();
    await beat("after another restart", () => bob.says("and again", room).readBy(alice));
    await expect("Bob's client has refreshed its tokens twice", bob.tokenRefreshes > 1);
    await expect("Bob's identity keys are what they were", (await alice.identityKeysOf(bob)) === before);
  },
});

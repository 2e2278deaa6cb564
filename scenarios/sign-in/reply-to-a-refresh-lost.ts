import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the reply to a refresh is lost", {
  why: "The issuer has rotated Bob's tokens and he does not know. It takes the spent refresh token again while the next tokens are unused, so Bob must stay signed in.",
  tracks: ["MSC3861"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  signIn: { by: "oauth", tokenLifetimeS: 5 },
  anyPlacement: true,
  async play({ alice, bob, beat, during, expect, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before", () => alice.says("hello", room).readBy(bob));
    const refresh = requests("oauth2/token").from("bob").first(1).loseTheirReply();
    const meanwhile = await during(refresh, async () => {
      await timePasses(5_000, "the access tokens run out");
      const said = await beat("while Bob has no tokens", () => alice.says("anything new?", room));
      await refresh.bites();
      return said;
    });
    await bob.reads(meanwhile);
    await beat("after", () => bob.says("nothing at all", room).readBy(alice));
    await expect("Bob's client has refreshed its tokens again", bob.tokenRefreshes > 0);
  },
});

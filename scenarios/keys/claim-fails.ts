import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("claiming one-time keys fails at first", {
  why: "A failed /keys/claim leaves Alice without a session to Bob. She must claim again, not give up on him.",
  tracks: ["complement-crypto:TestFailedKeysClaimRetries", "matrix-org/matrix-rust-sdk#2864"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await during(requests("keys/claim").from("alice").first(1).fail({ status: 504 }), async () => {
      await beat("while the claim fails", () => alice.says("can you read this?", room));
    });
    await timePasses(16_000, "SDKs claim again 15 s after a failure");
    await beat("after the claim", () => alice.says("and this?", room).readBy(bob));
  },
});

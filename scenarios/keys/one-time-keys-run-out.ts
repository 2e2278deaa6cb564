import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/fallback-key-given-away-while-one-time-keys-are-left.md");

export default scenario("one-time keys run out", {
  why: "When every one-time key of Bob is claimed and he cannot upload more, others reach him with his fallback key.",
  tracks: ["complement-crypto:TestFallbackKeyIsUsedIfOneTimeKeysRunOut", "MSC2732"],
  tags: ["quick"],
  // Claims are made side by side.
  knownFailures: [
    FOUND_HERE.finds("fallback-early", undefined, { to: "bob", on: { hs2: "synapse 1.163.2 on Postgres" } }),
  ],
  cast: { alice: at("hs1"), bob: at("hs2", { serverNeeds: ["fallbackKeys"] }), thief: at("hs1") },
  async play({ alice, bob, thief, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await during(requests("keys/upload").from("bob").fail({ status: 504 }), async () => {
      await thief.takesOneTimeKeysOf(bob);
      await beat("with the fallback key", () => alice.says("no one-time key is left", room).readBy(bob));
    });
    await beat("afterwards", () => bob.says("got it", room).readBy(alice));
  },
});

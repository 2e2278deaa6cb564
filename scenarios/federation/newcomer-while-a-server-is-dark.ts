import { at, known, scenario } from "matrix-e2ee-torture";

export default scenario("a newcomer speaks while a server is dark", {
  why: "Charlie cannot fetch the keys of Bob's device during the outage. What is said after it must not be lost.",
  tracks: ["matrix-org/matrix-rust-sdk#2864", "complement-crypto:TestNewUserCannotGetKeysForOfflineServer"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  knownFailures: [known("matrix-org/matrix-rust-sdk#2864").loses("said in the dark", { to: "bob" })],
  async play({ alice, bob, charlie, hs2, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    await during(hs2.isDark(), async () => {
      await alice.invites(charlie, room);
      await charlie.joins(room);
      await beat("said in the dark", () => charlie.says("Bob may miss this", room).readBy(alice));
    });
    await bob.sees(charlie, "join", room);
    await bob.says("I am back", room).readBy(charlie);
    await timePasses(16_000, "SDKs claim again 15 s after a failure");
    await beat("said in the light", () => charlie.says("Bob must read this", room).readBy(bob));
  },
});

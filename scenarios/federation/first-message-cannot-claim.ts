import { at, known, link, scenario } from "matrix-e2ee-torture";

export default scenario("the first message cannot claim a key", {
  why: "Alice knows Bob's device, but no claim crosses. The first message is lost to him; the next after the cut must not be.",
  tracks: ["matrix-org/matrix-rust-sdk#2864"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  knownFailures: [known("matrix-org/matrix-rust-sdk#2864").loses("during the cut", { to: "bob" })],
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.looksUp(bob);
    await during(link("hs1", "hs2").isDown(), () => beat("during the cut", () => alice.says("no key for you", room)));
    await beat("against the cut", () => bob.says("I hear you, but cannot read you", room).readBy(alice));
    await timePasses(16_000, "SDKs claim again 15 s after a failure");
    await beat("after the cut", () => alice.says("now with a key", room).readBy(bob));
  },
});

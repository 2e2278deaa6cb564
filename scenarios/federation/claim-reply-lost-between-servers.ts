import { at, known, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the reply to a claim is lost between the servers", {
  why: "hs2 gave one of Bob's one-time keys away, and Alice never got it. She must claim another later, and never get the same.",
  tracks: ["matrix-org/matrix-rust-sdk#2864"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  knownFailures: [known("matrix-org/matrix-rust-sdk#2864").loses("with the claim lost", { to: "bob" })],
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    const claims = requests("federation/user/keys/claim").over("hs1", "hs2").loseTheirReply();
    await during(claims, () => beat("with the claim lost", () => alice.says("no session yet", room)));
    await beat("the other way", () => bob.says("I have one", room).readBy(alice));
    await timePasses(16_000, "SDKs claim again 15 s after a failure");
    await beat("with a new claim", () => alice.says("now I have one too", room).readBy(bob));
  },
});

import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/dendrite-leaves-a-server-alone-for-an-hour.md");

export default scenario("a server cannot ask another for device keys at first", {
  why: "hs1 fails to fetch the keys of Bob's devices. What Alice says meanwhile is lost to him; once hs1 succeeds, she must not go on as if he had none.",
  tracks: ["matrix-org/matrix-rust-sdk#2864"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  knownFailures: [
    known("matrix-org/matrix-rust-sdk#2864").loses("while the queries fail", { to: "bob" }),
    FOUND_HERE.loses("after the queries", { to: "bob", on: { hs1: "dendrite" } }),
  ],
  async play({ alice, bob, during, beat, timePasses }) {
    const queries = requests("federation/user/keys/query", "federation/user/devices").over("hs1", "hs2");
    const room = await during(queries.fail({ status: 504 }), async () => {
      const theirs = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(theirs);
      await alice.sees(bob, "join", theirs);
      await beat("while the queries fail", () => alice.says("who are you?", theirs));
      return theirs;
    });
    await timePasses(16_000, "SDKs ask again 15 s after a failure");
    await beat("after the queries", () => alice.says("I know you", room).readBy(bob));
  },
});

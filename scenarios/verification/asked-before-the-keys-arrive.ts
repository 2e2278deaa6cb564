import { at, known, requests, scenario } from "matrix-e2ee-torture";

/**
 * matrix-js-sdk asks for the sender's devices first since element-hq/element-web#30693. matrix-rust-sdk does not: with
 * sliding sync, which Dendrite does not have, messages and device lists come to it by two connections.
 */
const IGNORED = known("matrix-org/matrix-rust-sdk#5734");

export default scenario("a verification is asked for before the asker's keys arrive", {
  why: "Alice's request reaches Bob while his client still waits for her device keys. Once it has them, he must be asked.",
  tracks: ["element-hq/element-web#30693", "element-hq/element-web#27819"],
  knownFailures: [IGNORED.finds("expectation", "the keys are there", { cells: ["*,rust"], on: { hs2: "synapse" } })],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, during, beat, expect, timePasses }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    const queries = requests("keys/query").from("bob").holdTheirReply();
    const { joining, asking } = await during(queries, async () => {
      const entering = bob.joins(room);
      await queries.bites();
      await alice.sees(bob, "join", room);
      const request = alice.asksToVerify(bob).then(
        () => true,
        () => false,
      );
      await timePasses(1500, "the request reaches Bob's client");
      return { joining: entering, asking: request };
    });
    await joining;
    await beat("the keys are there", () => expect("bob is asked to verify", asking));
  },
});

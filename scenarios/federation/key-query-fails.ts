import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a server cannot ask another for device keys at first", {
  why: "hs1 fails to fetch the keys of Bob's devices a few times. Alice must not go on as if he had none.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, timePasses }) {
    const queries = requests("federation/user/keys/query").over("hs1", "hs2").first(2).fail({ status: 504 });
    const room = await during(queries, async () => {
      const opened = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(opened);
      await alice.sees(bob, "join", opened);
      await beat("while the queries fail", () => alice.says("who are you?", opened));
      await queries.bites();
      return opened;
    });
    await timePasses(16_000, "SDKs ask again 15 s after a failure");
    await beat("after the queries", () => alice.says("I know you", room).readBy(bob));
  },
});

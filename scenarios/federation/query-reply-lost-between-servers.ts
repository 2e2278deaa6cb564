import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the reply to a device query is lost between the servers", {
  why: "hs2 told hs1 Bob's devices, and the answer got lost once. Nobody may take Bob for a user without devices.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, timePasses }) {
    const lookUps = requests("federation/user/keys/query", "federation/user/devices").over("hs1", "hs2").first(1);
    const room = await during(lookUps.loseTheirReply(), async () => {
      const theirs = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(theirs);
      await alice.sees(bob, "join", theirs);
      await alice.looksUp(bob);
      return theirs;
    });
    await timePasses(16_000, "SDKs ask again 15 s after a failure");
    await beat("after the loss", () => alice.says("I know you", room).readBy(bob));
  },
});

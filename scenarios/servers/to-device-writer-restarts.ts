import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the writer of to-device messages restarts under a room key", {
  why: "The worker that stores to-device messages restarts at Alice's server while she shares a new key. The key must go out when it is back.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  serverNeeds: ["workers"],
  async play({ alice, bob, hs1, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const message = await during(hs1.worker("to_device").isRestarted(), async () => {
      await alice.discardsSession(room);
      return beat("during the restart", () => alice.says("with a new key", room));
    });
    await bob.reads(message);
    await beat("afterwards", () => bob.says("got it", room).readBy(alice));
  },
});

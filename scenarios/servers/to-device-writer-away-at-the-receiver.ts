import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the receiver's writer of to-device messages is away", {
  why: "Bob's server takes the transaction with Alice's room key while the worker that would store it is dead. It must not lose the key.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  serverNeeds: ["workers"],
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const message = await during(hs2.worker("to_device").isKilled(), async () => {
      await alice.discardsSession(room);
      return beat("while the writer is dead", () => alice.says("with a new key", room));
    });
    await bob.reads(message);
    await beat("afterwards", () => bob.says("got it", room).readBy(alice));
  },
});

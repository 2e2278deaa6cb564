import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the federation sender is killed between messages", {
  why: "The worker that talks to other servers dies, and Alice says more with a new key. When it is back, both key and messages must go out.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  serverNeeds: ["workers"],
  async play({ alice, bob, hs1, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("before", room).readBy(bob);
    const kept = await during(hs1.worker("federation_sender").isKilled(), async () => {
      await alice.discardsSession(room);
      const first = await beat("nobody to send it", () => alice.says("with a new key", room));
      const second = await beat("still nobody", () => alice.says("and one more", room));
      return [first, second];
    });
    for (const message of kept) await bob.reads(message);
    await beat("afterwards", () => alice.says("is all of it there?", room).readBy(bob));
  },
});

import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server swaps the keys of a known device", {
  why: "Alice has met Bob's device. Now her server shows her other keys under its name, and she must keep to those that she knows.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("to the true keys", () => alice.says("nice to meet you", room).readBy(bob));
    const swap = malice(alice).swapsKeysOf(bob);
    await during(swap, async () => {
      await bob.says("which brings the false news", room).readBy(alice);
      await swap.bites();
      await alice.discardsSession(room);
      await beat("after the swap", () => alice.says("is it still you?", room).readBy(bob));
    });
    await expect("the false keys got no room key", swap.gotNoKey());
  },
});

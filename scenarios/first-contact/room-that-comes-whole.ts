import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a new room comes in one piece", {
  why: "Alice's syncs are slow, so that one tells her all of her new room. Synapse leaves Bob, who is invited, out of its state (MSC4222); what she says is for him too.",
  tracks: ["MSC4222"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const lobby = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(lobby);
    const syncs = requests("sync").from("alice").areDelayed({ ms: 2_000 });
    const { room, said } = await during(syncs, async () => {
      await bob.says("make us a room", lobby).readBy(alice);
      await syncs.bites();
      const made = await alice.opensEncryptedRoom({ inviting: [bob] });
      return { room: made, said: await beat("to the invited", () => alice.says("here it is", made)) };
    });
    await bob.joins(room);
    await bob.looksBack(room);
    await bob.reads(said);
    await beat("the answer", () => bob.says("thank you", room).readBy(alice));
  },
});

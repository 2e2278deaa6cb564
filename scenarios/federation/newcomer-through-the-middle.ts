import { at, link, perhaps, scenario } from "matrix-e2ee-torture";

export default scenario("a newcomer joins through the one server that both can reach", {
  why: "hs3 knows hs1, but cannot reach it, and joins its room through hs2. After the cut Alice and Charlie must read each other.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs3") },
  async play({ alice, bob, charlie, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], joinRule: "public" });
    await bob.joins(room);
    await alice.says("hello bob", room).readBy(bob);
    const lobby = await alice.opensPlainRoom({ joinRule: "public" });
    await charlie.joins(lobby);
    await during([link("hs1", "hs3").isDown(), perhaps(link("hs3", "hs1").isDown())], async () => {
      await charlie.joins({ ...room, via: "hs2" });
      await bob.sees(charlie, "join", room);
      await beat("through the middle", () => bob.says("hello charlie", room).readBy(alice, charlie));
    });
    await timePasses(16_000, "SDKs ask again 15 s after a failure");
    await beat("from the first server", () => alice.says("hello charlie, too", room).readBy(bob, charlie));
    await beat("from the newcomer", () => charlie.says("hello all", room).readBy(alice, bob));
  },
});

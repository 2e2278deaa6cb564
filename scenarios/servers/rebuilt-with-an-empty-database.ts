import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a server is rebuilt under its old name", {
  why: "An empty server answers as hs2, with another signing key and without Bob, who is away. Once its old self is back, Bob must read on.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before", () => alice.says("hello", room).readBy(bob));
    // The empty server would answer his sync as that of a device that was logged out, and he would believe it.
    await bob.stopsSyncing();
    const rebuilt = hs2.isRebuilt();
    const missed = await during(rebuilt, async () => {
      const said = await beat("to the empty server", () => alice.says("do you know bob?", room));
      await rebuilt.bites();
      return said;
    });
    await bob.startsSyncing();
    await beat("to the old self", () => alice.says("are you back?", room).readBy(bob));
    await bob.reads(missed);
    await beat("the answer", () => bob.says("I am", room).readBy(alice));
  },
});

import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("killed before the sync with a room key is answered", {
  why: "The server has sent Bob a room key, and Bob died before it came. The server must send it again.",
  tracks: ["complement-crypto:TestUnprocessedToDeviceMessagesArentLostOnRestart", "element-hq/element-web#23113"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    await bob.stopsSyncing();
    await alice.discardsSession(room);
    const missed = await beat("with a new key", () => alice.says("a new key for you", room));
    const death = client(bob).isKilledBeforeReplyTo("sync");
    await during(death, async () => {
      const sync = bob.startsSyncing().catch(() => "the client died, as it should");
      await death.bites();
      await sync;
    });
    await bob.startsSyncing();
    await bob.reads(missed);
    await beat("after the restart", () => bob.says("I have it", room).readBy(alice));
  },
});

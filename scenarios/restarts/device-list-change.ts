import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("killed before the sync that tells of a new device", {
  why: "Alice got a laptop, and Bob died before the sync that says so. Back again, he must hear of it, or the laptop cannot read him.",
  tracks: ["matrix-org/matrix-js-sdk#4591"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.says("hello", room).readBy(alice);
    await bob.stopsSyncing();
    const laptop = await alice.getsNewDevice();
    const death = client(bob).isKilledBeforeReplyTo("sync");
    await during(death, async () => {
      const sync = bob.startsSyncing().catch(() => "the client died, as it should");
      await death.bites();
      await sync;
    });
    await bob.startsSyncing();
    await bob.learnsOf(laptop);
    await beat("to the new device too", () => bob.says("both of you", room).readBy(alice, laptop));
  },
});

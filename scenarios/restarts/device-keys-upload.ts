import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("killed before the reply to the first key upload", {
  why: "The server has the keys of Bob's new device, and Bob died before he knew. Back again, he must still have their private parts.",
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true, later: true }) },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const death = client(bob).isKilledBeforeReplyTo("keys/upload");
    await during(death, async () => {
      const entering = bob.enters().catch(() => "the client died, as it should");
      await death.bites();
      await entering;
    });
    await bob.startsSyncing();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("to the keys that were uploaded", () => alice.says("are these your keys?", room).readBy(bob));
    await beat("and back", () => bob.says("they are", room).readBy(alice));
  },
});

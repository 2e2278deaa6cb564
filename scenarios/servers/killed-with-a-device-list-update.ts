import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a server is killed while it tells of a new device", {
  why: "hs2 has to tell hs1 of Bob's new phone, and is killed in the middle of it. It must not forget to, or Alice leaves the phone out.",
  tracks: ["element-hq/synapse#3781"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  limitMs: 180_000,
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const updates = requests("federation/send").over("hs2", "hs1").areHeld();
    const phone = await during(updates, async () => {
      const added = await bob.getsNewDevice();
      await updates.bites();
      const death = hs2.isKilled();
      await during(death, () => death.bites());
      return added;
    });
    await beat("which makes hs2 send", () => bob.says("we are back", room).readBy(alice));
    await alice.learnsOf(phone);
    await beat("to the phone too", () => alice.says("both of you", room).readBy(bob, phone));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a device is verified after history exists", {
  why: "Alice's laptop is verified by her old device, gets the key of the backup from it, and must then read what came before it.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["verification", "crossSigning", "backup"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const old = await beat("before the laptop", () => bob.says("long ago", room).readBy(alice));
    await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    await alice.verifies(laptop);
    await laptop.looksBack(room);
    await laptop.reads(old, 20_000);
    await beat("with the laptop", () => bob.says("now", room).readBy(alice, laptop));
  },
});

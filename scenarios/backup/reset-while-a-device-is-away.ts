import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the backup is reset while a device is away", {
  why: "Alice's laptop sleeps while her backup is replaced. A third device must still restore all, with the new recovery key.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup", "restart"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const old = await beat("in the first backup", () => bob.says("remember this", room).readBy(alice));
    const firstKey = await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice({ mayDie: true });
    await laptop.restoresBackup(firstKey);
    await laptop.stops();
    const secondKey = await alice.resetsBackup();
    const late = await beat("in the second backup", () => bob.says("and this", room).readBy(alice));
    await alice.backsUpEverything();
    await laptop.comesBack();
    const tablet = await alice.getsNewDevice();
    await tablet.restoresBackup(secondKey);
    await tablet.looksBack(room);
    await Promise.all([tablet.reads(old), tablet.reads(late), laptop.reads(late)]);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a recovery key from before the reset opens nothing", {
  why: "Alice replaced her backup and wrote the new key down. The old key must be refused, and the new one restore everything.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const old = await beat("before both backups", () => bob.says("keep this", room).readBy(alice));
    const firstKey = await alice.enablesBackup();
    const secondKey = await alice.resetsBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice();
    const refused = await laptop.restoresBackup(firstKey).then(
      () => false,
      () => true,
    );
    await expect("the first recovery key is refused", refused);
    const tablet = await alice.getsNewDevice();
    await tablet.restoresBackup(secondKey);
    await tablet.looksBack(room);
    await tablet.reads(old);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a backup is restored on a new device", {
  why: "With her recovery key Alice reads on a new device what was said before it existed.",
  tracks: ["complement-crypto:TestCanBackupKeys"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const old = await beat("before the new device", () => bob.says("keep this", room).readBy(alice));
    const recoveryKey = await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice({ like: bob });
    await laptop.restoresBackup(recoveryKey);
    await laptop.looksBack(room);
    await laptop.reads(old);
  },
});

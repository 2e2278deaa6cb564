import { at, scenario } from "matrix-e2ee-torture";

const WRONG_KEY = "EsU1 591R iFs4 8xe6 kR79 7wKu 8XTG xdmx 9PVW 8pX9 LAnC Pe5r";

export default scenario("a wrong recovery key opens nothing", {
  why: "A well-formed recovery key of somebody else must be refused, and must not decrypt anything.",
  tracks: ["complement-crypto:TestBackupWrongRecoveryKeyFails"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup"],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const old = await beat("before the new device", () => bob.says("secret", room).readBy(alice));
    await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice({ like: bob });
    const refused = await laptop.restoresBackup(WRONG_KEY).then(
      () => false,
      () => true,
    );
    await expect("the wrong recovery key is refused", refused);
    await laptop.looksBack(room);
    await laptop.isShown(old);
  },
});

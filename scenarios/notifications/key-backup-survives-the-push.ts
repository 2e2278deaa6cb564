import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key backup survives a push", {
  why: "A push process decrypts beside the app that backs up keys. All keys must be in the backup, under the right backup key.",
  tracks: ["complement-crypto:TestMultiprocessNSEBackupKeyMacError"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications", "backup"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice], rotationPeriodMsgs: 1 });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    const recoveryKey = await alice.enablesBackup();
    const push = await alice.startsNotificationProcess();
    const first = await beat("while the app runs", () => bob.says("first message", room));
    await push.shows(first);
    await alice.reads(first);
    await alice.stops();
    const last = await beat("while the app is closed", () => bob.says("final message", room));
    await push.shows(last);
    await alice.comesBack();
    await alice.reads(last);
    await push.ends();
    await alice.backsUpEverything();
    const tablet = await alice.getsNewDevice();
    await tablet.restoresBackup(recoveryKey);
    await tablet.looksBack(room);
    await Promise.all([first, last].map((message) => tablet.reads(message)));
  },
});

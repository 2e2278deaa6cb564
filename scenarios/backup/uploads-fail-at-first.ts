import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("keys cannot be backed up at first", {
  why: "The server refuses the first uploads to the backup. No key may be missing from it in the end.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const recoveryKey = await alice.enablesBackup();
    const uploads = requests("room_keys/keys").from("alice").by("PUT").first(2).fail({ status: 503 });
    const old = await during(uploads, async () => {
      const message = await beat("while the backup is refused", () => bob.says("keep this", room).readBy(alice));
      await uploads.bites();
      return message;
    });
    await bob.discardsSession(room);
    const next = await beat("with a second key", () => bob.says("and this", room).readBy(alice));
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice();
    await laptop.restoresBackup(recoveryKey);
    await laptop.looksBack(room);
    await Promise.all([laptop.reads(old), laptop.reads(next)]);
  },
});

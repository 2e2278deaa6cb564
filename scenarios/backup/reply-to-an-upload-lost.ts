import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the reply to a backup is lost", {
  why: "The server has the key, and Alice does not know. Uploading it again must neither fail nor leave another out.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const recoveryKey = await alice.enablesBackup();
    const uploads = requests("room_keys/keys").from("alice").by("PUT").first(1).loseTheirReply();
    const old = await during(uploads, async () => {
      const message = await beat("with the reply lost", () => bob.says("keep this", room).readBy(alice));
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

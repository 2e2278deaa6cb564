import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a gap in the backup is closed after a restart", {
  why: "Alice's client dies with a key that the backup refused. Back again, it must upload it, or her next device misses it.",
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") },
  needs: ["backup", "restart"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const recoveryKey = await alice.enablesBackup();
    const uploads = requests("room_keys/keys").from("alice").by("PUT").fail({ status: 503 });
    const missing = await during(uploads, async () => {
      const message = await beat("not backed up", () => bob.says("keep this", room).readBy(alice));
      await uploads.bites();
      await alice.dies();
      return message;
    });
    await alice.comesBack();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice();
    await laptop.restoresBackup(recoveryKey);
    await laptop.looksBack(room);
    await laptop.reads(missing);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a dehydrated device receives while nobody is logged in", {
  why: "Alice logs out everywhere and leaves a dehydrated device (MSC3814). Her next device wakes it and reads what was said meanwhile.",
  tracks: ["MSC3814"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["backup", "dehydration"],
  async play({ alice, bob, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("with a device", () => bob.says("hello", room).readBy(alice));
    const recoveryKey = await alice.enablesBackup();
    await alice.dehydratesADevice(recoveryKey);
    await expect("bob knows of the dehydrated device", bob.seesDehydratedDeviceOf(alice));
    await alice.logsOut();
    const missed = await beat("with a dehydrated device only", () => bob.says("are you away?", room));
    const laptop = await alice.getsNewDevice();
    await laptop.restoresBackup(recoveryKey);
    const woken = await laptop.wakesDehydratedDevice(recoveryKey);
    await expect("the dehydrated device had received room keys", woken > 0);
    await laptop.looksBack(room);
    await laptop.reads(missed);
  },
});

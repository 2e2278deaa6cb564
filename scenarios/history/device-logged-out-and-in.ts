import { at, scenario } from "matrix-e2ee-torture";

export default scenario("what was said while a device was logged out", {
  why: "A device that logged out is gone. Logging in again makes a new one, which is owed only what comes after.",
  tracks: ["complement-crypto:TestOnNewDeviceBobCanSeeButNotDecryptHistoryInPublicRoom"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("with the phone", () => alice.says("two devices", room).readBy(bob, phone));
    await phone.logsOut();
    await alice.forgets(phone);
    const between = await beat("without the phone", () => alice.says("one device", room).readBy(bob));
    const tablet = await bob.getsNewDevice();
    await tablet.looksBack(room);
    await tablet.isShown(between);
    await alice.learnsOf(tablet);
    await beat("with the tablet", () => alice.says("two devices again", room).readBy(bob, tablet));
  },
});

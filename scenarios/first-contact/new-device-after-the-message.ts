import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a new device after the message", {
  why: "A device that logs in later is owed nothing of what came before, and all that comes after.",
  tracks: [
    "complement-crypto:TestOnNewDeviceBobCanSeeButNotDecryptHistoryInPublicRoom",
    "element-hq/element-meta#2594",
  ],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const before = await beat("before the new device", () => alice.says("bob has one device", room).readBy(bob));
    const phone = await bob.getsNewDevice();
    await phone.looksBack(room);
    await phone.isShown(before);
    await alice.learnsOf(phone);
    await beat("after the new device", () => alice.says("bob has two devices", room).readBy(bob, phone));
  },
});

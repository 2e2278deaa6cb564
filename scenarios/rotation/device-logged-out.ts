import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key rotates when a device logs out", {
  why: "Whoever holds a logged-out device must not read on, so the next message needs a new Megolm session.",
  tracks: ["complement-crypto:TestRoomKeyIsCycledOnDeviceLogout"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    await beat("with the laptop", () => alice.says("three devices", room).readBy(bob, laptop));
    await laptop.logsOut();
    await alice.forgets(laptop);
    await beat("without the laptop", () => alice.says("two devices", room).readBy(bob));
  },
});

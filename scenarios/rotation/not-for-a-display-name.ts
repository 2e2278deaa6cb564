import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key stays when a name or a device is added", {
  why: "A new display name or a new login is no reason to rotate; needless rotation costs keys and sessions.",
  tracks: ["complement-crypto:TestRoomKeyIsNotCycled"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("at first", () => alice.says("hello", room).readBy(bob));
    await bob.takesTheName("Little Bobby Tables");
    await beat("with a new name", () => alice.says("nice name", room).readBy(bob));
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("with a new device", () => alice.says("nice phone", room).readBy(bob, phone));
  },
});

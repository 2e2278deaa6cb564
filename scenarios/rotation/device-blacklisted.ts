import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key rotates when a device is blacklisted", {
  why: "Alice no longer trusts Bob's phone. What she says next needs a new Megolm session, which the phone does not get.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["blacklist"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("with the phone", () => alice.says("to both of you", room).readBy(bob, phone));
    await alice.blacklists(phone);
    await beat("without the phone", () => alice.says("not to the phone", room).readBy(bob));
  },
});

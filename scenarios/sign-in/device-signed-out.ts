import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a device is signed out at the issuer", {
  why: "Bob ends his laptop's session on the account page. The laptop is not asked: it must read nothing from then on, and all others everything.",
  tracks: ["MSC3861"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  signIn: { by: "oauth" },
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const laptop = await bob.getsNewDevice();
    await alice.learnsOf(laptop);
    await beat("to phone and laptop", () => alice.says("three devices", room).readBy(bob, laptop));
    await bob.signsOut(laptop);
    await alice.forgets(laptop);
    await beat("without the laptop", () => alice.says("two devices", room).readBy(bob));
    await beat("from the phone", () => bob.says("I lost my laptop", room).readBy(alice));
  },
});

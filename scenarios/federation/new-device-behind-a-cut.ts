import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a new device behind a cut", {
  why: "hs2 cannot tell hs1 of Bob's new device. Once it can, Alice must hear of the device by herself and write to it.",
  tracks: ["complement TestDeviceListsUpdateOverFederation"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("one device", room).readBy(bob);
    const cut = link("hs2", "hs1").isDown();
    const phone = await during(cut, async () => {
      const bought = await bob.getsNewDevice();
      await cut.bites();
      return bought;
    });
    // Whatever reaches hs2 from hs1 ends its back-off.
    await alice.takesTheName("Alice, whose server can be reached");
    await alice.learnsOf(phone);
    await beat("from the old device", () => bob.says("I have a phone now", room).readBy(alice));
    await beat("after the cut", () => alice.says("two devices", room).readBy(bob, phone));
  },
});

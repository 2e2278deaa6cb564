import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("a new device that cannot be asked about", {
  why: "hs1 is told of Bob's phone, and cannot fetch its keys. Once it can, Alice must hear of the phone by herself and write to it.",
  tracks: ["complement TestDeviceListsUpdateOverFederation"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("one device", room).readBy(bob);
    const cut = link("hs1", "hs2").isDown();
    const phone = await during(cut, async () => {
      const bought = await bob.getsNewDevice();
      await cut.bites();
      await beat("against the cut", () => bob.says("I have a phone now", room).readBy(alice));
      return bought;
    });
    await timePasses(31_000, "Synapse looks anew for devices that it could not fetch every 30 s");
    await alice.learnsOf(phone);
    await beat("after the cut", () => alice.says("two devices", room).readBy(bob, phone));
  },
});

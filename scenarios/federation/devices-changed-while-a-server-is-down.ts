import { at, scenario } from "matrix-e2ee-torture";

export default scenario("devices come and go while a server is down", {
  why: "While Bob's server is down, Alice gets a laptop and loses her phone. Back again, Bob must write to the one and not the other.",
  tracks: ["complement TestDeviceListsUpdateOverFederation/stopped_server"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, hs2, during, beat }) {
    const phone = await alice.getsNewDevice();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before the stop", () => bob.says("to alice and her phone", room).readBy(alice, phone));
    const { laptop, missed } = await during(hs2.isStopped(), async () => {
      await phone.logsOut();
      const bought = await alice.getsNewDevice();
      const said = await beat("while hs2 is down", () => alice.says("I have a laptop now", room).readBy(bought));
      return { laptop: bought, missed: said };
    });
    await bob.takesTheName("Bob, whose server speaks again");
    await bob.learnsOf(laptop);
    await bob.forgets(phone);
    await beat("after the stop", () => bob.says("to alice and her laptop", room).readBy(alice, laptop));
    await bob.reads(missed);
  },
});

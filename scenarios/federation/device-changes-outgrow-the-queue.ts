import { at, scenario } from "matrix-e2ee-torture";

/** Synapse puts 100 changes into a transaction at most. */
const CHANGES = 150;

export default scenario("more device changes than a transaction holds, while a server is down", {
  why: "While hs2 is down, Alice's devices change 150 times. Back again, Bob must write to those that she has, and to no other.",
  tracks: ["complement TestDeviceListsUpdateOverFederation/stopped_server"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  limitMs: 180_000,
  async play({ alice, bob, hs2, during, beat }) {
    const phone = await alice.getsNewDevice();
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before the stop", () => bob.says("to alice and her phone", room).readBy(alice, phone));
    const laptop = await during(hs2.isStopped(), async () => {
      // A client that syncs asks for its own devices after each change.
      await Promise.all([alice.stopsSyncing(), phone.stopsSyncing()]);
      for (let change = 1; change <= CHANGES; change += 1) {
        const device = change % 2 ? alice : phone;
        const path = `/_matrix/client/v3/devices/${device.device.deviceId}`;
        await device.requests("PUT", path, { display_name: `change ${change}` });
      }
      await phone.logsOut();
      await alice.startsSyncing();
      return await alice.getsNewDevice();
    });
    await bob.takesTheName("Bob, whose server speaks again");
    await bob.learnsOf(laptop);
    await bob.forgets(phone);
    await beat("after the stop", () => bob.says("to alice and her laptop", room).readBy(alice, laptop));
  },
});

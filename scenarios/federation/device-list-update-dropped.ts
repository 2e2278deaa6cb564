import { at, requests, scenario } from "matrix-e2ee-torture";

interface Transaction {
  edus?: { edu_type: string }[];
}

export default scenario("one device-list update is dropped", {
  why: "hs1 never gets the news of Bob's phone. The next news names its predecessor, so hs1 must notice the gap and catch up.",
  tracks: ["complement TestDeviceListsUpdateOverFederation"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("one device", room).readBy(bob);
    const dropped = requests("federation/send")
      .over("hs2", "hs1")
      .saying({ edus: [{ edu_type: "m.device_list_update" }] })
      .areRewritten(({ json }) => ({ json: withoutDeviceLists(json as Transaction) }));
    const phone = await during(dropped, async () => {
      const unheardOf = await bob.getsNewDevice();
      await dropped.bites();
      return unheardOf;
    });
    const tablet = await bob.getsNewDevice();
    await alice.learnsOf(tablet);
    await beat("after the gap", () => alice.says("three devices", room).readBy(bob, phone, tablet));
  },
});

function withoutDeviceLists({ edus = [], ...rest }: Transaction): Transaction {
  return { ...rest, edus: edus.filter(({ edu_type }) => edu_type !== "m.device_list_update") };
}

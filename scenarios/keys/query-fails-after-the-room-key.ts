import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("device keys cannot be downloaded when a room key arrives", {
  why: "Bob gets a room key from a device of Alice's that he cannot look up yet. He must not drop it.",
  tracks: ["complement-crypto:TestToDeviceMessagesArentLostWhenKeysQueryFails", "element-hq/element-web#24682"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("from the old device", room).readBy(bob);
    const said = await during(requests("keys/query").from("bob").fail({ status: 504 }), async () => {
      const laptop = await alice.getsNewDevice();
      return beat("from the unknown device", () => laptop.says("from the new device", room).shownTo(bob));
    });
    await bob.reads(said, 15_000);
  },
});

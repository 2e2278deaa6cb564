import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a room key for a hundred devices goes out at once", {
  why: "Keys that go out in small portions come after the message. A client puts at least 100 devices into one request.",
  tracks: ["complement-crypto:TestToDeviceMessagesAreBatched", "element-hq/element-web#24680"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  alone: true,
  limitMs: 180_000,
  async play({ alice, bob, beat, expect }) {
    await bob.getsCrowd(99, { syncing: false });
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("to a hundred devices", () => alice.says("hello everybody", room).readBy(bob));
    await expect("the keys for 100 devices go out in one request", alice.sentAtOnce(100));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push does not swallow news of devices", {
  why: "Alice gets a laptop while Bob's app is closed, and a push syncs first. Bob's app must hear of the laptop all the same.",
  tracks: [
    "complement-crypto:TestMultiprocessInitialE2EESyncDoesntDropDeviceListUpdates",
    "matrix-org/matrix-rust-sdk#3959",
  ],
  cast: { bob: at("hs1", { mayDie: true, needs: ["notifications"] }), alice: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("before the laptop", () => bob.says("pre message", room).readBy(alice));
    const push = await bob.startsNotificationProcess();
    await bob.stops();
    const laptop = await alice.getsNewDevice();
    const message = await beat("with a push", () => alice.says("pre message 2", room));
    await push.shows(message);
    await bob.comesBack();
    await bob.learnsOf(laptop);
    await beat("after the laptop", () => bob.says("to both of you", room).readBy(alice, laptop));
  },
});

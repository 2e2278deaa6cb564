import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push wakes the phone while the app is closed", {
  why: "Alice's app is closed when Bob writes. The process that the push starts must decrypt what he said.",
  tracks: ["complement-crypto:TestNSEReceive"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice] });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await alice.stops();
    const message = await beat("while the app is closed", () => bob.says("push notification", room));
    const push = await alice.startsNotificationProcess();
    await push.shows(message);
    await push.ends();
    await alice.comesBack();
    await alice.reads(message);
  },
});

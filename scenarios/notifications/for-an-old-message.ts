import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push arrives for a message that is long past", {
  why: "30 messages came after the one that Alice is pushed for: no sync brings it any more, and it must be fetched.",
  tracks: ["complement-crypto:TestNSEReceiveForOldMessage"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice] });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await alice.stops();
    const message = await beat("the one with the push", () => bob.says("push notification", room));
    for (let count = 1; count <= 30; count += 1) await bob.says(`afterwards ${count}`, room);
    const push = await alice.startsNotificationProcess();
    await push.shows(message);
    await push.ends();
    await alice.comesBack();
    await alice.looksBack(room, 40);
    await alice.reads(message);
  },
});

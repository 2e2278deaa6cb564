import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push arrives for the last of many unread messages", {
  why: "Alice is pushed for the last of 31 messages only. Its key came with the first, and must be found.",
  tracks: ["complement-crypto:TestNSEReceiveForMessageWithManyUnread"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice] });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await alice.stops();
    for (let count = 1; count <= 30; count += 1) await bob.says(`before ${count}`, room);
    const message = await beat("the one with the push", () => bob.says("push notification", room));
    const push = await alice.startsNotificationProcess();
    await push.shows(message);
    await push.ends();
    await alice.comesBack();
    await alice.looksBack(room, 40);
    await alice.reads(message);
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a media key waits for the other server", {
  why: "Bob joins the call while hs2 cannot reach hs1. As soon as it can, both must have each other's media keys.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["rtc"],
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], forCalls: true });
    await bob.joins(room);
    await alice.says("shall we talk?", room).readBy(bob);
    await alice.joinsCall(room);
    const transactions = requests("federation/send").over("hs2", "hs1").neverArrive();
    await during(transactions, async () => {
      await bob.joinsCall(room);
      await transactions.bites();
    });
    await beat("which wakes hs2", () => alice.says("where are you?", room).readBy(bob));
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("somebody leaves a call", {
  why: "When Charlie hangs up, those who stay need media keys that he never had, and must get each other's.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  needs: ["rtc"],
  anyPlacement: true,
  async play({ alice, bob, charlie }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie], forCalls: true });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.joinsCall(room);
    await Promise.all([bob.joinsCall(room), charlie.joinsCall(room)]);
    await Promise.all([alice.hears([bob, charlie], room), bob.hears([alice, charlie], room)]);
    await alice.changesMediaKey(room, () => bob.changesMediaKey(room, () => charlie.leavesCall(room)));
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
  },
});

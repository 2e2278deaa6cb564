import { at, scenario } from "matrix-e2ee-torture";

export default scenario("two in a call", {
  why: "Alice and Bob join a call on two servers. Each must get the other's media key, or they hear noise.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["rtc"],
  anyPlacement: true,
  async play({ alice, bob }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], forCalls: true });
    await bob.joins(room);
    await alice.joinsCall(room);
    await bob.joinsCall(room);
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
  },
});

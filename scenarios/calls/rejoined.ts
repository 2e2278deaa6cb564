import { at, scenario } from "matrix-e2ee-torture";

export default scenario("hung up, and back in the call", {
  why: "Bob hangs up and calls again at once. His old keys and his new ones arrive close together, and the new ones must count.",
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
    await bob.leavesCall(room);
    await bob.joinsCall(room);
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
  },
});

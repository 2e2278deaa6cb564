import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a media key is lost for want of a session", {
  why: "Alice cannot open an Olm session with Bob, so her media key never goes out to him. With her next one, he must hear her.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs2") },
  needs: ["rtc"],
  async play({ alice, bob, charlie, during }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie], forCalls: true });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await Promise.all([alice.sees(bob, "join", room), alice.sees(charlie, "join", room)]);
    await Promise.all([alice.joinsCall(room), charlie.joinsCall(room)]);
    await Promise.all([alice.hears([charlie], room), charlie.hears([alice], room)]);
    const claims = requests("federation/user/keys/claim").over("hs1", "hs2").fail({ status: 403 });
    await during(claims, async () => {
      // His own key would bring Alice a session with him, and spare her the claim.
      const own = requests("sendToDevice").from("bob").areHeld();
      await during(own, async () => {
        await bob.joinsCall(room);
        await Promise.all([claims.bites(), own.bites()]);
      });
      await alice.hears([bob, charlie], room);
    });
    await alice.changesMediaKey(room, () => bob.changesMediaKey(room, () => charlie.leavesCall(room)));
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
  },
});

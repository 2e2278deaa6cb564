import { at, known, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/second-notification-client-goes-by-old-olm-sessions.md");

export default scenario("a push process makes a new notification client for every push", {
  why: "The app uses the Olm session between two pushes, and both are served by one process. The second client must not go by the old session.",
  knownFailures: [
    FOUND_HERE.finds("expectation", "the second push"),
    FOUND_HERE.loses("the second push", { to: "alice" }),
  ],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat, timePasses }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice], rotationPeriodMsgs: 1 });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await bob.says("before the first push", room).readBy(alice);
    const push = await alice.startsNotificationProcess({ clientPerPush: true });
    for (const round of ["first", "second"]) {
      await alice.stops();
      await timePasses(1000, "the app's lock on its store runs out");
      await beat(`the ${round} push`, async () => push.shows(await bob.says(`message of the ${round} push`, room)));
      await alice.comesBack();
      await alice.says(`answer to the ${round} push`, room).readBy(bob);
    }
  },
});

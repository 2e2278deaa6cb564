import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push process that lives on shares its Olm session with the app", {
  why: "One push process serves several pushes, while the app comes and goes. Neither may use the Olm session as it was before.",
  tracks: ["complement-crypto:TestMultiprocessNSEOlmSessionWedge"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice], rotationPeriodMsgs: 1 });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await bob.says("before the first push", room).readBy(alice);
    const push = await alice.startsNotificationProcess();
    for (const round of ["first", "second"]) {
      await alice.stops();
      const message = await beat(`the ${round} push`, () => bob.says(`message of the ${round} push`, room));
      await push.shows(message);
      await alice.comesBack();
      await alice.reads(message);
      await alice.says(`answer to the ${round} push`, room).readBy(bob);
    }
  },
});

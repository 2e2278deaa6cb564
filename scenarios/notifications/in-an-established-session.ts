import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a push arrives in an established Olm session", {
  why: "The room key comes in an Olm session that the app has used before; its state is in the store, for the push too.",
  tracks: ["complement-crypto:TestNSEReceiveForNonPreKeyMessage"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications"] }), bob: at("hs2", { needs: ["forceRotation"] }) },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice] });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    await bob.says("initial message", room).readBy(alice);
    await alice.says("so that the session is known to both", room).readBy(bob);
    await alice.stops();
    await bob.discardsSession(room);
    const message = await beat("while the app is closed", () => bob.says("for the push", room));
    const push = await alice.startsNotificationProcess();
    await push.shows(message);
    await push.ends();
    await alice.comesBack();
    await alice.reads(message);
  },
});

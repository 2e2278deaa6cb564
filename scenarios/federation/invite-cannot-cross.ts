import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("an invite cannot cross", {
  why: "hs1 cannot reach hs2, so Alice's invite is refused. Invited again once the way is free, Bob must read all from then on.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, expect }) {
    const room = await alice.opensEncryptedRoom();
    const refused = await during(link("hs1", "hs2").isDown(), () =>
      alice.invites(bob, room).then(
        () => false,
        () => true,
      ),
    );
    await expect("the invite is refused", refused);
    await alice.invites(bob, room);
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("after the second invite", () => alice.says("second time lucky", room).readBy(bob));
    await beat("the answer", () => bob.says("what happened?", room).readBy(alice));
  },
});

import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("an invite crosses, and its answer cannot", {
  why: "The servers know each other, and hs2 can no longer reach hs1: Bob is invited, and cannot join. What Alice says meanwhile is for him.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const lobby = await alice.opensPlainRoom({ joinRule: "public" });
    await bob.joins(lobby);
    const room = await alice.opensEncryptedRoom({ historyVisibility: "invited" });
    const cut = link("hs2", "hs1").isDown();
    const { early, attempt } = await during(cut, async () => {
      await alice.invites(bob, room);
      await bob.isInvitedTo(room);
      await alice.sees(bob, "invite", room);
      const joining = bob.joins(room).then(
        () => true,
        () => false,
      );
      await cut.bites();
      const said = await beat("to the invited", () => alice.says("are you coming?", room));
      return { early: said, attempt: joining };
    });
    if (!(await attempt)) await bob.joins(room);
    await bob.looksBack(room);
    await bob.reads(early);
    await beat("after the join", () => bob.says("now I can", room).readBy(alice));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a join cannot cross at first", {
  why: "hs2 cannot ask hs1 for the room, and Bob's join fails. What Alice said to the invited Bob is still for him once he joins.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], historyVisibility: "invited" });
    await bob.isInvitedTo(room);
    const early = await beat("said while bob was invited", () => alice.says("are you coming?", room));
    const attempt = requests("federation/make_join").over("hs2", "hs1").first(1).neverArrive();
    const joined = await during(attempt, () =>
      bob.joins(room).then(
        () => true,
        () => false,
      ),
    );
    if (!joined) {
      await timePasses(3_000, "hs2 leaves hs1 alone for a while after a failure");
      await bob.joins(room);
    }
    await bob.looksBack(room);
    await bob.reads(early);
    await beat("after the second attempt", () => bob.says("here I am", room).readBy(alice));
  },
});

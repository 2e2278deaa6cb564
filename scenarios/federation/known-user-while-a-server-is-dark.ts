import { at, scenario } from "matrix-e2ee-torture";

export default scenario("an acquaintance speaks while a server is dark", {
  why: "Olm sessions belong to devices, not rooms: Charlie knows Bob from another room, so the outage costs no message.",
  tracks: ["complement-crypto:TestExistingSessionCannotGetKeysForOfflineServer"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  async play({ alice, bob, charlie, hs2, during, beat }) {
    const theirs = await charlie.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(theirs);
    await charlie.says("we know each other", theirs).readBy(bob);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const missed = await during(hs2.isDark(), async () => {
      await alice.invites(charlie, room);
      await charlie.joins(room);
      return beat("said in the dark", () => charlie.says("Bob has my key already", room).readBy(alice));
    });
    await bob.reads(missed);
    await beat("after the outage", () => bob.says("back", room).readBy(alice, charlie));
  },
});

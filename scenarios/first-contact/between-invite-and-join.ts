import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a message between invite and join", {
  why: "Keys go to invited members too: what Alice says while Bob only has an invite is for Bob to read once he joins.",
  tracks: ["complement-crypto:TestCanDecryptMessagesAfterInviteButBeforeJoin"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], historyVisibility: "invited" });
    await bob.isInvitedTo(room);
    const early = await beat("said before the join", () => alice.says("are you coming?", room));
    await bob.joins(room);
    await bob.looksBack(room);
    await bob.reads(early);
    await alice.says("there you are", room).readBy(bob);
  },
});

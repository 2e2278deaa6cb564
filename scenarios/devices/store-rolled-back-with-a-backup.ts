import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("what a store has forgotten comes from the backup", {
  why: "Bob's store is set back and forgets a room key, which he had backed up at his server. He must fetch it from there by himself.",
  tracks: ["element-hq/element-ios#2814"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart", "backup"],
  anyPlacement: true,
  limitMs: 180_000,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.enablesBackup();
    await alice.says("in the old store", room).readBy(bob);
    const forgotten = await during(client(bob).isRolledBack(), async () => {
      await alice.discardsSession(room);
      const message = await beat("after the backup", () => alice.says("you will forget this", room).readBy(bob));
      await bob.backsUpEverything();
      return message;
    });
    await bob.looksBack(room);
    await bob.reads(forgotten);
    await alice.discardsSession(room);
    await beat("with the next key", () => alice.says("what do you remember?", room).readBy(bob));
    await beat("the answer", () => bob.says("everything", room).readBy(alice));
  },
});

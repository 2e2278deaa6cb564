import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("a copy of the phone takes the room keys", {
  why: "A restored copy of Bob's phone syncs with the same session and is handed his room keys. The backup must bring them to the original.",
  tracks: ["element-hq/element-web#3822"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart", "backup"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.enablesBackup();
    await alice.says("one phone", room).readBy(bob);
    const copied = client(bob).isCloned();
    const said = await during(copied, async () => {
      await bob.stopsSyncing();
      await alice.discardsSession(room);
      const message = await beat("with the copy", () => alice.says("which of you is it?", room));
      await copied.bites();
      await copied.backsUpEverything();
      return message;
    });
    await bob.startsSyncing();
    await bob.reads(said);
    await alice.discardsSession(room);
    await beat("without the copy", () => alice.says("one phone again", room).readBy(bob));
    await beat("the answer", () => bob.says("it is me", room).readBy(alice));
  },
});

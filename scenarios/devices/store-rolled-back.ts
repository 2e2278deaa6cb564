import { at, client, known, scenario } from "matrix-e2ee-torture";

export default scenario("a client is set back to an old backup of its store", {
  why: "Bob's store forgets a room key that its server has thrown away. With the next key, both sides must read each other again.",
  tracks: ["element-hq/element-ios#2814", "element-hq/element-web#3822"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart"],
  knownFailures: [known("element-hq/element-ios#2814").loses("after the backup", { to: "bob" })],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("in the backup", room).readBy(bob);
    await during(client(bob).isRolledBack(), async () => {
      await alice.discardsSession(room);
      await beat("after the backup", () => alice.says("you will forget this", room).readBy(bob));
    });
    await alice.discardsSession(room);
    await beat("with the next key", () => alice.says("what do you remember?", room).readBy(bob));
    await beat("the answer", () => bob.says("not much", room).readBy(alice));
  },
});

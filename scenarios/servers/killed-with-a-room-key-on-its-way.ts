import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a server is killed while it sends a room key", {
  why: "hs1 has taken Alice's room key for Bob, and is killed before hs2 has it. It must send it when it is back.",
  tracks: ["element-hq/synapse#16680"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  limitMs: 180_000,
  async play({ alice, bob, hs1, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const transactions = requests("federation/send").over("hs1", "hs2").areHeld();
    const [missed, late] = await during(transactions, async () => {
      await alice.discardsSession(room);
      const message = await beat("with a new key", () => alice.says("a new key for you", room));
      await transactions.bites();
      const answer = await during(hs1.isKilled(), () => bob.says("which reaches hs1 later", room));
      return [message, answer];
    });
    await beat("after the restart", () => alice.says("did you get that?", room).readBy(bob));
    await bob.reads(missed);
    await alice.reads(late, 20_000);
  },
});

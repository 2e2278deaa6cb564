import { at, client, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server hides that a room is encrypted", {
  why: "Bob knows the room as encrypted. After a restart his server says nothing of it any more, and he must still not speak in clear.",
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.says("in secret", room).readBy(alice);
    await during([malice(bob).hidesEncryption(), client(bob).isStopped()], async () => {
      await beat("meanwhile", () => alice.says("anybody there?", room));
    });
    await beat("after the restart", () => bob.says("still in secret", room).readBy(alice));
  },
});

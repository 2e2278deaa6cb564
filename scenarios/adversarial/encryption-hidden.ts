import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server hides that a room is encrypted", {
  why: "Bob knows the room as encrypted. When he comes back after a leave, his server says nothing of it, and he must still not speak in clear.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before the lie", () => bob.says("in secret", room).readBy(alice));
    await during(malice(bob).hidesEncryption(), async () => {
      await bob.leaves(room);
      await alice.sees(bob, "leave", room);
      await alice.invites(bob, room);
      await bob.joins(room);
      await alice.sees(bob, "join", room);
      await beat("under the lie", () => bob.says("still in secret", room).readBy(alice));
    });
  },
});

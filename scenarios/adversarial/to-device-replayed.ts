import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server delivers room keys again", {
  why: "Bob's server repeats every Olm message in the next sync. The copies must do no harm: neither to what came, nor to what comes.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await during(malice(bob).replaysToDevice(), async () => {
      for (const count of ["one", "two", "three"]) {
        await alice.discardsSession(room);
        await beat(`key ${count}`, () => alice.says(`message ${count}`, room).readBy(bob));
      }
    });
    await alice.discardsSession(room);
    await beat("after the copies", () => alice.says("once and for all", room).readBy(bob));
    await beat("and back", () => bob.says("all read", room).readBy(alice));
  },
});

import { at, link, scenario } from "matrix-e2ee-torture";

export default scenario("the phone is off while its server cannot be reached", {
  why: "Bob's phone is off, and hs1 cannot reach his server. The new room key has to wait for both, and must not be lost.",
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart", "forceRotation"],
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("good night", room).readBy(bob);
    await bob.stops();
    const cut = link("hs1", "hs2").isDown();
    await during(cut, async () => {
      await alice.discardsSession(room);
      await beat("said while the phone is off", () => alice.says("are you asleep?", room));
      await cut.bites();
    });
    await bob.comesBack();
    await beat("good morning", () => alice.says("good morning", room).readBy(bob));
  },
});

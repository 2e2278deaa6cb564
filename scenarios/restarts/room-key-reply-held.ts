import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("killed before the reply to a room key", {
  why: "The server has Alice's room key for Bob, and Alice died before she knew. What she says next must be readable all the same.",
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    await alice.discardsSession(room);
    const death = client(alice).isKilledBeforeReplyTo("sendToDevice");
    await during(death, async () => {
      alice.says("cut off", room);
      await death.bites();
    });
    await beat("after the restart", () => alice.says("where was I?", room).readBy(bob));
  },
});

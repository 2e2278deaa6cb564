import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a server stops in the middle of a conversation", {
  why: "While Bob's server is down, Alice goes on talking. When it is back, all of it must reach Bob.",
  tracks: ["complement TestToDeviceMessagesOverFederation"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, hs2, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("before the stop", room).readBy(bob);
    const stop = hs2.isStopped();
    const missed = await during(stop, async () => {
      const message = await beat("while hs2 is down", () => alice.says("is your server down?", room));
      await stop.bites();
      return message;
    });
    await beat("after the restart", () => bob.says("it was", room).readBy(alice));
    await bob.reads(missed);
  },
});

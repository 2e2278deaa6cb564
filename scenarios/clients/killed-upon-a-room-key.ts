import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("killed as a room key comes in", {
  why: "Bob dies just after the sync that brought a room key. Whether he had stored it or not, he must have it when he is back.",
  tracks: [
    "complement-crypto:TestUnprocessedToDeviceMessagesArentLostOnRestart",
    "element-hq/element-web#23113",
    "element-hq/element-meta#762",
  ],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const death = client(bob).isKilledUponRoomKey();
    const missed = await during(death, async () => {
      await alice.discardsSession(room);
      const message = await beat("with a new key", () => alice.says("a new key for you", room));
      await death.bites();
      return message;
    });
    await bob.reads(missed);
    await beat("after the restart", () => bob.says("I have it", room).readBy(alice));
  },
});

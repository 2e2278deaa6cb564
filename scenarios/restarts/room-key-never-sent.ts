import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("killed while a room key is on its way", {
  why: "Alice made a new room key and died before the server had it. After the restart everyone must still get it, or another.",
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2"), charlie: at("hs1") },
  needs: ["forceRotation"],
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.says("hello", room).readBy(bob, charlie);
    await alice.discardsSession(room);
    const roomKeys = requests("sendToDevice").from("alice").neverArrive();
    await during(roomKeys, async () => {
      alice.says("cut off", room);
      await roomKeys.bites();
      await alice.dies();
    });
    await alice.comesBack();
    await beat("after the restart", () => alice.says("where was I?", room).readBy(bob, charlie));
  },
});

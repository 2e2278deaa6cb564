import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the app is closed while a room key goes out", {
  why: "A new room key has to go to all devices in the room. Closed in good order in the middle of it, the app must see to the rest when it is back.",
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") },
  needs: ["forceRotation", "restart"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await alice.says("hello", room).readBy(bob, phone);
    await alice.discardsSession(room);
    const roomKeys = requests("sendToDevice").from("alice").fail({ status: 504 });
    await during(roomKeys, async () => {
      alice.says("cut off", room);
      await roomKeys.bites();
      await alice.stops();
    });
    await alice.comesBack();
    await beat("after the restart", () => alice.says("where was I?", room).readBy(bob, phone));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

const ROOM_KEY = { edus: [{ edu_type: "m.direct_to_device" }] };

export default scenario("a room key is held up between the servers", {
  why: "The transaction with Alice's room key is stuck on its way to hs2. When it arrives, no message may be left undecrypted.",
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const stuck = requests("federation/send").over("hs1", "hs2").saying(ROOM_KEY).first(1).areHeld();
    const said = await during(stuck, async () => {
      await alice.discardsSession(room);
      const first = await beat("while its key is stuck", () => alice.says("a new key for you", room));
      const second = await beat("right behind it", () => alice.says("the same key", room));
      await stuck.bites();
      return [first, second];
    });
    for (const message of said) await bob.reads(message);
  },
});

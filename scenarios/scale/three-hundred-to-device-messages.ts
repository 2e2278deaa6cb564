import { at, scenario } from "matrix-e2ee-torture";

const MESSAGES = 300;
const TYPE = "org.example.torture.letter";

export default scenario("three hundred to-device messages for a sleeping device", {
  why: "A room key lies behind 300 to-device messages, and a sync brings 100 at most. Bob must take in all of them, in order.",
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart", "toDevice"],
  limitMs: 180_000,
  patienceMs: 15_000,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("good night", room).readBy(bob);
    await bob.stops();
    for (let number = 1; number <= MESSAGES; number += 1) await alice.sendsToDevice(bob, TYPE, { number });
    await alice.discardsSession(room);
    const last = await beat("behind three hundred others", () => alice.says("and a new room key", room));
    await bob.comesBack();
    await bob.reads(last, 30_000);
    await beat("the answer", () => bob.says("that was a lot", room).readBy(alice));
  },
});

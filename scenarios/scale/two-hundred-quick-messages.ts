import { at, scenario } from "matrix-e2ee-torture";

const EACH_SAYS = 40;

export default scenario("two hundred quick messages with a new key for each", {
  why: "Five people talk at once in a room that rotates its key with every message. Not one of 200 keys may be missing anywhere.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1"), dora: at("hs2"), emil: at("hs1") },
  limitMs: 300_000,
  patienceMs: 30_000,
  async play({ alice, bob, charlie, dora, emil, beat }) {
    const everyone = [alice, bob, charlie, dora, emil];
    const guests = everyone.slice(1);
    const room = await alice.opensEncryptedRoom({ inviting: guests, rotationPeriodMsgs: 1 });
    for (const guest of guests) await guest.joins(room);
    await Promise.all(
      everyone.flatMap((each) =>
        guests.filter((guest) => guest !== each).map((guest) => each.sees(guest, "join", room)),
      ),
    );
    await Promise.all(
      everyone.map(async (speaker) => {
        for (let number = 1; number <= EACH_SAYS; number += 1) {
          await beat(`${number} of ${speaker.role}`, () => speaker.says(`${speaker.role} says ${number}`, room));
        }
      }),
    );
    await Promise.all(
      everyone.map((last) =>
        last.says(`that was all, says ${last.role}`, room).readBy(...everyone.filter((each) => each !== last)),
      ),
    );
  },
});

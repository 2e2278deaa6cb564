import { at, known, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/fallback-key-given-away-while-one-time-keys-are-left.md");

export default scenario("all one-time keys are claimed while a device sleeps", {
  why: "Strangers claim every key of Bob's while he is off, and three senders share his fallback key. He must read all on waking.",
  tracks: ["MSC2732"],
  // Claims are made side by side.
  knownFailures: [
    FOUND_HERE.finds("fallback-early", undefined, { to: "bob", on: { hs2: "synapse 1.163.2 on Postgres" } }),
  ],
  cast: {
    alice: at("hs1"),
    bob: at("hs2", { mayDie: true, serverNeeds: ["fallbackKeys"] }),
    thief: at("hs1"),
    charlie: at("hs2"),
  },
  needs: ["restart"],
  async play({ alice, bob, thief, charlie, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.sees(bob, "join", room);
    await bob.stops();
    await thief.takesOneTimeKeysOf(bob);
    const missed = [
      await beat("with the fallback key", () => alice.says("no key is left", room).readBy(charlie)),
      await beat("with the same fallback key", () => charlie.says("indeed", room).readBy(alice)),
    ];
    await bob.comesBack();
    for (const message of missed) await bob.reads(message);
    const laptop = await alice.getsNewDevice();
    await beat("with a fresh one-time key", () => laptop.says("good morning", room).readBy(alice, bob, charlie));
  },
});

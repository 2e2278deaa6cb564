import { at, known, scenario } from "matrix-e2ee-torture";

const CHANGES_ARE_IGNORED = known("element-hq/element-web#27103");

export default scenario("the room asks for more rotation", {
  why: "The room is told to change its Megolm session with every message. The new rule holds from the next session on.",
  tracks: ["element-hq/element-web#27103"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["forceRotation"],
  // Dendrite does not tell which limits the room had when.
  knownFailures: [
    CHANGES_ARE_IGNORED.finds("rotation-missed", "under the new rule", {
      to: "alice",
      cells: ["js,*"],
      on: { hs1: "synapse" },
    }),
  ],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("under the old rule", async () => {
      await alice.says("one", room).readBy(bob);
      await alice.says("two", room).readBy(bob);
    });
    await alice.setsEncryption({ rotation_period_msgs: 1 }, room);
    await bob.says("which brings the change by sync", room).readBy(alice);
    await alice.discardsSession(room);
    await beat("under the new rule", async () => {
      await alice.says("three", room).readBy(bob);
      await alice.says("four", room).readBy(bob);
    });
  },
});

import { at, known, scenario } from "matrix-e2ee-torture";

export default scenario("a restart after the room has asked for more rotation", {
  why: "The room's rotation period has changed since Alice's client first saw the room. Started anew, it must still let her speak.",
  tracks: ["element-hq/element-web#27103"],
  cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") },
  needs: ["restart"],
  knownFailures: [known("element-hq/element-web#27103").finds("expectation", "after the restart", { cells: ["js,*"] })],
  anyPlacement: true,
  async play({ alice, bob, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("before the change", () => alice.says("one", room).readBy(bob));
    await bob.says("any news?", room).readBy(alice);
    await alice.setsEncryption({ rotation_period_msgs: 50 }, room);
    await bob.says("which brings the change by sync", room).readBy(alice);
    await alice.stops();
    await alice.comesBack();
    await beat("after the restart", async () => {
      const [attempt] = await Promise.allSettled([alice.says("two", room)]);
      await expect("alice can speak", attempt.status === "fulfilled");
    });
  },
});

import { at, scenario } from "matrix-e2ee-torture";

export default scenario("what was said before a newcomer joined a public room", {
  why: "History visibility lets Bob see that something was said before he came; the keys of it are not his.",
  tracks: ["complement-crypto:TestBobCanSeeButNotDecryptHistoryInPublicRoom"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ joinRule: "public", historyVisibility: "shared" });
    const before = await beat("before bob came", () => alice.says("nobody here but me", room));
    await bob.joins(room);
    await bob.looksBack(room);
    await bob.isShown(before);
    await alice.sees(bob, "join", room);
    await beat("with bob", () => alice.says("welcome", room).readBy(bob));
  },
});

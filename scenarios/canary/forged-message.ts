import { at, scenario } from "matrix-e2ee-torture";

export default scenario("canary: a forged message that nobody can decrypt", {
  why: "This story must fail. When the oracle does not catch the forgery, no other verdict of the run can be trusted.",
  tags: ["quick", "smoke"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  canary: true,
  needs: ["sendRaw"],
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("this one is real", room).readBy(bob);
    await beat("the forgery", () => alice.forges("this one is not", room).shownTo(bob));
  },
});

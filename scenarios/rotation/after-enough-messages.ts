import { at, scenario } from "matrix-e2ee-torture";

export default scenario("the key rotates after enough messages", {
  why: "A room that asks for a new Megolm session every 5 messages must get one, and not sooner.",
  tracks: ["complement-crypto:TestRoomKeyIsCycledAfterEnoughMessages"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], rotationPeriodMsgs: 5 });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    for (let count = 1; count <= 7; count += 1) {
      await alice.says(`message ${count}`, room).readBy(bob);
    }
  },
});

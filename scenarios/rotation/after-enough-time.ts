import { at, scenario } from "matrix-e2ee-torture";

const PERIOD_MS = 3_000;

export default scenario("the key rotates after enough time", {
  why: "A room that asks for a new Megolm session every 3 s must get one: whoever stole the old key must not read on.",
  tracks: ["complement-crypto:TestRoomKeyIsCycledAfterEnoughTime"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  needs: ["shortRotation"],
  async play({ alice, bob, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], rotationPeriodMs: PERIOD_MS });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("within the period", () => alice.says("fresh", room).readBy(bob));
    await timePasses(PERIOD_MS + 500, "the room's rotation period ends");
    await beat("after the period", () => alice.says("stale no more", room).readBy(bob));
  },
});

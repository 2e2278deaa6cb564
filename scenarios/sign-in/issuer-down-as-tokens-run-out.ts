import { at, issuer, scenario } from "matrix-e2ee-torture";

export default scenario("the issuer is down as tokens run out", {
  why: "Bob's server cannot ask about his token, nor can he get another. It is no logout: what waits must arrive when the issuer is back.",
  tracks: ["MSC3861"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  signIn: { by: "oauth", tokenLifetimeS: 5 },
  async play({ alice, bob, beat, during, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("before the outage", () => alice.says("hello", room).readBy(bob));
    const outage = issuer("hs2").isDown();
    const waiting = await during(outage, async () => {
      await timePasses(5_000, "the access tokens run out");
      const first = await beat("first in the outage", () => alice.says("Bob cannot know", room));
      await outage.bites();
      return [first, await beat("second in the outage", () => alice.says("that I go on", room))];
    });
    for (const message of waiting) await bob.reads(message);
    await beat("Bob after the outage", () => bob.says("I do now", room).readBy(alice));
    await beat("Alice after the outage", () => alice.says("welcome back", room).readBy(bob));
  },
});

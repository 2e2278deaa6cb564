import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a media key cannot be sent at first", {
  why: "The server refuses Alice's media key a few times. She must go on trying, or Bob never hears her.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["rtc"],
  anyPlacement: true,
  async play({ alice, bob, during }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], forCalls: true });
    await bob.joins(room);
    const sending = requests("sendToDevice").from("alice").first(2).fail({ status: 503 });
    await during(sending, async () => {
      await alice.joinsCall(room);
      await bob.joinsCall(room);
      await sending.bites();
      await bob.hears([alice], room);
    });
    await alice.hears([bob], room);
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a transaction is delivered twice", {
  why: "hs2 answers a transaction with a room key, hs1 never hears so and sends it again. Bob must get everything once.",
  tracks: ["complement TestToDeviceMessagesOverFederation"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("hello", room).readBy(bob);
    const replies = requests("federation/send").over("hs1", "hs2").first(2).loseTheirReply();
    await during(replies, async () => {
      await alice.discardsSession(room);
      await beat("with lost replies", () => alice.says("did you get that?", room));
      await replies.bites();
    });
    await beat("the answer", () => bob.says("once", room).readBy(alice));
    await beat("afterwards", () => alice.says("good", room).readBy(bob));
  },
});

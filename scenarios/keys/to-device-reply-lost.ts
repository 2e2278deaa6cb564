import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the reply to a room key is lost", {
  why: "The server took the room key, but Alice never hears so. Sending it again must neither lose nor double anything.",
  tracks: ["complement-crypto:TestClientRetriesSendToDevice"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await during(requests("sendToDevice").from("alice").first(1).loseTheirReply(), async () => {
      await beat("with a lost reply", () => alice.says("was that twice?", room).readBy(bob));
    });
    await beat("afterwards", () => alice.says("once is enough", room).readBy(bob));
  },
});

import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server puts words into another's mouth", {
  why: "Bob's server delivers what Alice says as if Charlie had. The room key is Alice's, and Bob's client must warn him.",
  tracks: ["complement-crypto:TestSpoofedEventSenderHandling"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  anyPlacement: true,
  async play({ alice, bob, charlie, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await alice.sees(charlie, "join", room);
    await beat("as it was said", () => alice.says("this is me", room).readBy(bob, charlie));
    await during(malice(bob).spoofsSender({ of: alice, as: charlie }), async () => {
      await beat("in charlie's name", () => alice.says("and who is this?", room).shownTo(bob));
    });
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the first key uploads fail", {
  why: "A client whose /keys/upload fails must try again: until then nobody can start a session with it.",
  tracks: ["complement-crypto:TestFailedOneTimeKeyUploadRetries", "matrix-org/matrix-js-sdk#2173"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2", { later: true }) },
  async play({ alice, bob, during, beat }) {
    await during(requests("keys/upload").from("bob").first(2).fail({ status: 504 }), () => bob.enters());
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await beat("after the retries", () => alice.says("your keys did arrive", room).readBy(bob));
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("device keys cannot be downloaded at first", {
  why: "Alice must not treat Bob as a user without devices only because /keys/query failed a few times.",
  tracks: ["complement-crypto:TestFailedDeviceKeyDownloadRetries"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    await during(requests("keys/query").from("alice").first(3).fail({ status: 504 }), async () => {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await beat("while queries fail", () => alice.says("who are you?", room).readBy(bob));
    });
  },
});

import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("app and push fill up the one-time keys at once", {
  why: "A key was claimed, and both the sync and the push see it. They must not upload different keys under one id.",
  tracks: ["complement-crypto:TestNotificationClientDupeOTKUpload", "matrix-org/matrix-rust-sdk#1415"],
  cast: { alice: at("hs1", { needs: ["notifications"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice] });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    const uploads = requests("keys/upload").from("alice").delayTheirReply({ ms: 4_000 });
    await during(uploads, async () => {
      const message = await beat("which claims a key", () => bob.says("hello world", room));
      await alice.isNotifiedOf(message);
      await uploads.bites();
    });
    await beat("afterwards", () => alice.says("one set of keys", room).readBy(bob));
  },
});

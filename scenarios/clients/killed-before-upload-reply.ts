import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("killed before the reply to a key upload", {
  why: "The server has Bob's new one-time keys, Bob died before he knew. Back again, he must not upload other keys under the same ids.",
  tracks: ["complement-crypto:TestSigkillBeforeKeysUploadResponse", "element-hq/element-web#31842"],
  tags: ["quick"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }), thief: at("hs1") },
  async play({ alice, bob, thief, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const upload = requests("keys/upload").from("bob").first(1).holdTheirReply();
    await during(upload, async () => {
      await thief.takesOneTimeKeysOf(bob);
      await beat("which wakes bob's sync", () => alice.says("your keys are gone", room));
      await upload.bites();
      await bob.dies();
    });
    await bob.comesBack();
    await beat("after the restart", () => alice.says("welcome back", room).readBy(bob));
    await beat("and the answer", () => bob.says("all keys in order", room).readBy(alice));
  },
});

import { at, scenario } from "matrix-e2ee-torture";

/** For each of two speakers. A sync brings at most 100 to-device messages. */
const MESSAGES = 55;

export default scenario("more than a hundred room keys wait for a device", {
  why: "Two people say 55 messages each, with a new key every time, while Alice does not sync. Of 110 keys she gets 100 at once, and must handle them in order.",
  tracks: ["complement-crypto:TestToDeviceMessagesAreProcessedInOrder", "element-hq/element-web#25723"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  limitMs: 240_000,
  async play({ alice, bob, charlie, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie], rotationPeriodMsgs: 1 });
    await bob.joins(room);
    await charlie.joins(room);
    await bob.sees(charlie, "join", room);
    await alice.stopsSyncing();
    const said = await beat("while alice does not sync", async () => {
      const messages = [];
      for (let count = 1; count <= MESSAGES; count += 1) {
        messages.push(await bob.says(`message ${count} of bob`, room));
        messages.push(await charlie.says(`message ${count} of charlie`, room));
      }
      return messages;
    });
    await alice.startsSyncing();
    await beat("and back", () => bob.says("that was all", room).readBy(alice));
    await expect("a hundred keys come in one sync", alice.gotAtOnce(100));
    await alice.looksBack(room, said.length);
    await Promise.all(said.map((message) => alice.reads(message, 30_000)));
  },
});

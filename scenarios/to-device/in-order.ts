import { at, requests, scenario } from "matrix-e2ee-torture";

const MESSAGES = 30;

export default scenario("many room keys come in one sync", {
  why: "Four people say 30 messages each, with a new key every time, while Alice cannot sync. She gets 120 keys at once, and must handle them in order.",
  tracks: ["complement-crypto:TestToDeviceMessagesAreProcessedInOrder", "element-hq/element-web#25723"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1"), dave: at("hs2"), erin: at("hs1") },
  limitMs: 180_000,
  async play({ alice, bob, charlie, dave, erin, during, beat }) {
    const room = await alice.opensEncryptedRoom({ joinRule: "public", rotationPeriodMsgs: 1 });
    const talkers = [bob, charlie, dave, erin];
    const said = await during(requests("sync").from("alice").fail({ status: 504 }), async () => {
      await Promise.all(talkers.map((talker) => talker.joins(room)));
      return beat("all at once", async () => {
        const speeches = talkers.map(async (talker) => {
          const messages = [];
          for (let count = 1; count <= MESSAGES; count += 1) messages.push(await talker.says(`message ${count}`, room));
          return messages;
        });
        return (await Promise.all(speeches)).flat();
      });
    });
    await beat("and back", () => bob.says("that was all", room).readBy(alice));
    await alice.looksBack(room, 150);
    await Promise.all(said.map((message) => alice.reads(message, 30_000)));
  },
});

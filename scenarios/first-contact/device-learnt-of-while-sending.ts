import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/room-key-withheld-from-a-device-learnt-of-while-sending.md");

export default scenario("a device is learnt of while a message is being sent", {
  why: "Bob's client waits for a device query before it encrypts, and the answer tells of Alice's laptop. The laptop must read it, too.",
  knownFailures: [FOUND_HERE.loses("while he learns", { to: "alice/2", cells: ["*,js"] })],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await bob.says("to your phone", room).readBy(alice);
    await bob.stopsSyncing();
    const laptop = await alice.getsNewDevice();
    // Now Bob's client has to ask for his own devices as well, and he has no other.
    await (await bob.getsNewDevice()).logsOut();
    const queries = requests("keys/query").from("bob").holdTheirReply();
    const message = await during(queries, async () => {
      const syncing = bob.startsSyncing();
      await queries.bites();
      const saying = beat("while he learns", () => bob.says("to your laptop, too", room));
      await timePasses(1000, "his client looks up who needs a session, and waits");
      await queries.release();
      await syncing;
      return await saying;
    });
    await alice.reads(message);
    await beat("the next message", () => bob.says("and now?", room).readBy(alice, laptop));
  },
});

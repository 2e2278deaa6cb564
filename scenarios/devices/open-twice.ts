import { at, client, scenario } from "matrix-e2ee-torture";

export default scenario("a client is open in two tabs", {
  why: "Two tabs, or two processes, share one store and one session. Whichever of them gets a room key, Bob must be able to read.",
  tracks: ["element-hq/element-web#2325", "element-hq/element-web#24450"],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
  needs: ["restart"],
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.says("one tab", room).readBy(bob);
    const twice = client(bob).isOpenTwice();
    const said = await during(twice, async () => {
      await alice.discardsSession(room);
      const message = await beat("with two tabs", () => alice.says("two tabs?", room));
      await twice.bites();
      return message;
    });
    // The second tab may have been shown it alone, and the first never hear of it: he opens a new one.
    await bob.stops();
    await bob.comesBack();
    await bob.looksBack(room);
    await bob.reads(said);
    await alice.discardsSession(room);
    await beat("with one tab again", () => alice.says("one tab, good", room).readBy(bob));
    await beat("the answer", () => bob.says("I have closed it", room).readBy(alice));
  },
});

import { at, known, link, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/dendrite-leaves-a-server-alone-for-an-hour.md");

export default scenario("the way back is cut during a join", {
  why: "The servers know each other. Bob's join reaches hs1, which cannot ask hs2 for his devices. What is said once the way is free must not be lost.",
  tracks: ["matrix-org/matrix-rust-sdk#2864"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  knownFailures: [
    known("matrix-org/matrix-rust-sdk#2864").loses("with the way back cut", { to: "bob" }),
    FOUND_HERE.loses("with the way back free", { to: "bob", on: { hs1: "dendrite" } }),
  ],
  async play({ alice, bob, during, beat, timePasses }) {
    const lobby = await alice.opensPlainRoom({ joinRule: "public" });
    await bob.joins(lobby);
    const room = await alice.opensEncryptedRoom({ joinRule: "public" });
    await during(link("hs1", "hs2").isDown(), async () => {
      await bob.joins(room);
      await alice.sees(bob, "join", room);
      await beat("with the way back cut", () => alice.says("who are you?", room));
    });
    await beat("against the cut", () => bob.says("it is me", room).readBy(alice));
    await timePasses(16_000, "SDKs ask again 15 s after a failure");
    await beat("with the way back free", () => alice.says("now I know you", room).readBy(bob));
  },
});

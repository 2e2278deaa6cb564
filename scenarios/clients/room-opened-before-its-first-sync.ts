import { at, known, requests, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/timeline-opened-amid-a-sync-shows-events-twice.md");

export default scenario("a room is opened before its first sync has come", {
  why: "Bob opens a room the moment he has joined it. What a sync brings meanwhile must be shown once, or what is decrypted later lands on the wrong message.",
  tracks: ["matrix-org/matrix-rust-sdk#4758"],
  knownFailures: [FOUND_HERE.loses("before its key", { to: "bob" })],
  cast: { alice: at("hs1"), bob: at("hs2", { needs: ["slidingSync"] }) },
  needs: ["forceRotation"],
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ joinRule: "public" });
    const isItEncrypted = requests("state").by("GET").from("bob").areHeld();
    const syncs = requests("sync").from("bob").holdTheirReply();
    await during([isItEncrypted, syncs], async () => {
      await bob.joins(room);
      const opening = bob.looksBack(room);
      await isItEncrypted.bites();
      await syncs.release();
      await bob.sees(bob, "join", room);
      await isItEncrypted.release();
      await opening;
    });
    await alice.sees(bob, "join", room);
    await alice.says("hello", room).readBy(bob);
    const keys = requests("sync").from("bob").saying({ conn_id: "encryption" }).holdTheirReply();
    const late = await during(keys, async () => {
      await alice.discardsSession(room);
      return beat("before its key", () => alice.says("its key is late", room).shownTo(bob));
    });
    await bob.reads(late);
    await beat("afterwards", () => alice.says("and now?", room).readBy(bob));
  },
});

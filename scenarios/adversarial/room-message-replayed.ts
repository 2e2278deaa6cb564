import { at, known, malice, scenario } from "matrix-e2ee-torture";

const ORDER = "ten pounds for charlie, please";

export default scenario("a server delivers a message twice", {
  why: "Bob's server delivers what Alice said a second time, under another event id. The index of the Megolm message has been used, so it must not be shown.",
  tracks: ["matrix-org/matrix-rust-sdk#397"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  knownFailures: [known("matrix-org/matrix-rust-sdk#397").finds("expectation", "afterwards")],
  anyPlacement: true,
  async play({ alice, bob, during, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await during(malice(bob).replaysRoomMessages(), async () => {
      await beat("said once", () => alice.says(ORDER, room).readBy(bob));
    });
    await beat("afterwards", async () => {
      await alice.says("thank you", room).readBy(bob);
      await expect("bob is shown the order once", bob.timesRead(ORDER) === 1);
    });
  },
});

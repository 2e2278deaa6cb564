import { at, known, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/sliding-sync-is-silent-when-an-invited-user-joins.md");

/** In which a client hears of a device that a sync tells of. */
const HEARD_MS = 2000;

export default scenario("the invitee changes device before the join", {
  why: "Alice spoke while Bob was invited on one device; he joins with another. Matrix has no re-encryption for it.",
  tracks: ["complement-crypto:TestChangingDeviceAfterInviteReEncrypts"],
  knownFailures: [FOUND_HERE.loses("to both devices", { to: "bob/2", cells: ["rust,*"], on: { hs1: "synapse" } })],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], historyVisibility: "shared" });
    await bob.isInvitedTo(room);
    const early = await beat("to the first device", () => alice.says("are you there?", room));
    // Asking for this device, her client asks once more for all that it is not sure of, Bob's included.
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    const phone = await bob.getsNewDevice();
    await phone.joins(room);
    await phone.looksBack(room);
    await phone.isShown(early);
    await alice.hearsOf(phone, HEARD_MS);
    await beat("to both devices", () => alice.says("now to both", room).readBy(bob, phone, laptop));
    await bob.looksBack(room);
  },
});

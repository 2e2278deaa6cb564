import { at, scenario } from "matrix-e2ee-torture";

/** In which a client hears of a device that a sync tells of. */
const HEARD_MS = 2000;

export default scenario("the invitee changes device before the join", {
  why: "Alice spoke while Bob was invited on one device; he joins with another. Matrix has no re-encryption for it.",
  tracks: ["complement-crypto:TestChangingDeviceAfterInviteReEncrypts"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], historyVisibility: "shared" });
    await bob.isInvitedTo(room);
    const early = await beat("to the first device", () => alice.says("are you there?", room));
    const phone = await bob.getsNewDevice();
    await phone.joins(room);
    await phone.looksBack(room);
    await phone.isShown(early);
    // A client that sliding sync does not tell of the device asks for it as it sends.
    await alice.hearsOf(phone, HEARD_MS);
    await beat("to both devices", () => alice.says("now to both", room).readBy(bob, phone));
    await bob.looksBack(room);
  },
});

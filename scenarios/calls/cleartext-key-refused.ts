import { at, known, scenario } from "matrix-e2ee-torture";

/** A key of 16 zero bytes. */
const FORGED_KEY = "AAAAAAAAAAAAAAAAAAAAAA";

export default scenario("a media key in the clear is refused", {
  why: "Somebody with Alice's access token sends Bob a media key that was never encrypted. He must not take it for hers.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  needs: ["rtc"],
  knownFailures: [
    known("matrix-org/matrix-rust-sdk#4883").finds("media-key-forged", "with a forged key", { to: "bob" }),
  ],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], forCalls: true });
    await bob.joins(room);
    await alice.joinsCall(room);
    await bob.joinsCall(room);
    await Promise.all([alice.hears([bob], room), bob.hears([alice], room)]);
    await beat("with a forged key", async () => {
      await alice.requests("PUT", "/_matrix/client/v3/sendToDevice/io.element.call.encryption_keys/forged", {
        messages: {
          [bob.userId]: {
            [bob.device.deviceId]: {
              keys: { index: 0, key: FORGED_KEY },
              member: { id: alice.userId, claimed_device_id: alice.device.deviceId },
              room_id: room.id,
              session: { call_id: "", application: "m.call", scope: "m.room" },
              sent_ts: Date.now(),
            },
          },
        },
      });
      await alice.says("did you hear that?", room).readBy(bob);
    });
  },
});

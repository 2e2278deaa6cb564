import { at, scenario } from "matrix-e2ee-torture";

export default scenario("what an unsigned device says is not shown", {
  why: "Alice excludes insecure devices (MSC4153): she shows nothing of Bob, who has no identity, and all of Charlie, who has.",
  tracks: ["MSC4153"],
  cast: { alice: at("hs1", { options: { excludeInsecureDevices: true } }), bob: at("hs2"), charlie: at("hs1") },
  needs: ["isolation", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, charlie, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), charlie.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await beat("from the unsigned device", () => bob.says("trust me", room).readBy(charlie));
    await beat("from the signed device", () => charlie.says("trust me, too", room).readBy(alice, bob));
  },
});

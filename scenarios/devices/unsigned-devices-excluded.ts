import { at, scenario } from "matrix-e2ee-torture";

export default scenario("a device that its owner has not signed is excluded", {
  why: "Alice excludes insecure devices (MSC4153): Bob's signed device gets her keys, and his unsigned phone none.",
  tracks: ["MSC4153"],
  cast: { alice: at("hs1", { options: { excludeInsecureDevices: true } }), bob: at("hs2") },
  needs: ["isolation", "crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    const phone = await bob.getsNewDevice();
    await alice.learnsOf(phone);
    await beat("to the signed device", () => alice.says("not for the phone", room).readBy(bob));
  },
});

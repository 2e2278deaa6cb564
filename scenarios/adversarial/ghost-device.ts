import { at, malice, scenario } from "matrix-e2ee-torture";

export default scenario("a server adds a device to somebody's list", {
  why: "Alice writes to signed devices only (MSC4153). A device that her server makes up for Bob has no signature of his, and gets no key.",
  tracks: ["MSC4153"],
  cast: { alice: at("hs1", { options: { excludeInsecureDevices: true } }), bob: at("hs2") },
  needs: ["isolation", "crossSigning", "forceRotation"],
  anyPlacement: true,
  async play({ alice, bob, during, beat, expect }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await beat("before the ghost", () => alice.says("for your device", room).readBy(bob));
    const ghost = malice(alice).addsGhostTo(bob);
    await during(ghost, async () => {
      await bob.says("which brings the news of the ghost", room).readBy(alice);
      await ghost.bites();
      await alice.discardsSession(room);
      await beat("with the ghost", () => alice.says("not for the ghost", room).readBy(bob));
    });
    await expect("the ghost got no room key", ghost.gotNoKey());
  },
});

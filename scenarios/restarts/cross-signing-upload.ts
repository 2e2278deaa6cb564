import { at, client, known, scenario } from "matrix-e2ee-torture";

const FOUND_HERE = known("docs/findings/interrupted-set-up-of-cross-signing-is-never-finished.md");

export default scenario("killed before the reply to the upload of cross-signing keys", {
  why: "The server has Bob's identity, and Bob died before he knew. Trying again, he must finish with it, and not make another.",
  knownFailures: [FOUND_HERE.finds("expectation", "tried again", { cells: ["*,js"] })],
  cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true, serverNeeds: ["identityWithoutAuth"] }) },
  needs: ["crossSigning"],
  anyPlacement: true,
  async play({ alice, bob, during, beat, expect }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    const death = client(bob).isKilledBeforeReplyTo("keys/device_signing/upload");
    await during(death, async () => {
      const attempt = bob.setsUpCrossSigning().catch(() => "the client died, as it should");
      await death.bites();
      await attempt;
    });
    const first = await bob.identityAtServer();
    await bob.setsUpCrossSigning();
    await expect("the server had taken the identity", first !== undefined);
    await expect("it is still the same identity", (await bob.identityAtServer()) === first);
    await beat("tried again", () => expect("bob's device is signed with it", bob.getsSignedByItsOwner()));
    await beat("afterwards", () => alice.says("is it still you?", room).readBy(bob));
  },
});

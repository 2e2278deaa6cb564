import { at, known, requests, scenario } from "matrix-e2ee-torture";

export default scenario("the invite is answered, and reaches the inviter's sync late", {
  why: "Alice's invite is accepted by the server, but her own sync does not show it yet. What she says now is for Bob too.",
  tracks: [
    "complement-crypto:TestDelayedInviteResponse",
    "matrix-org/matrix-rust-sdk#3622",
    "matrix-org/matrix-js-sdk#4291",
  ],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  knownFailures: [
    known("matrix-org/matrix-js-sdk#4291").loses("before the sync shows the invite", { to: "bob", cells: ["js,*"] }),
  ],
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ historyVisibility: "shared" });
    await alice.says("so that she loads the members", room);
    const said = await during(requests("sync").from("alice").holdTheirReply(), async () => {
      await alice.invites(bob, room);
      return beat("before the sync shows the invite", () => alice.says("hello bob", room));
    });
    await bob.joins(room);
    await bob.looksBack(room);
    await bob.reads(said);
  },
});

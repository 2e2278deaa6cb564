import { at, scenario } from "matrix-e2ee-torture";

export default scenario("four join a call at once", {
  why: "Four people on two servers press the button together: twelve media keys cross, and not one may be missing.",
  tracks: ["MSC4143"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1"), dora: at("hs2") },
  needs: ["rtc"],
  anyPlacement: true,
  async play({ alice, bob, charlie, dora }) {
    const everyone = [alice, bob, charlie, dora];
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie, dora], forCalls: true });
    await Promise.all([bob, charlie, dora].map((guest) => guest.joins(room)));
    await Promise.all([bob, charlie, dora].map((guest) => alice.sees(guest, "join", room)));
    await Promise.all(everyone.map((each) => each.joinsCall(room)));
    await Promise.all(
      everyone.map((each) =>
        each.hears(
          everyone.filter((other) => other !== each),
          room,
        ),
      ),
    );
  },
});

import { at, scenario } from "matrix-e2ee-torture";

/** With the three leads, 33, 33 and 34 devices: a hundred in all. */
const CROWD = [32, 32, 33];

export default scenario("a room of a hundred devices over three servers", {
  why: "Every message needs its key on a hundred devices of three users. Not one may be left out.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs3") },
  alone: true,
  limitMs: 420_000,
  patienceMs: 30_000,
  async play({ alice, bob, charlie, beat }) {
    const leads = [alice, bob, charlie];
    const crowds = await Promise.all(leads.map((lead, index) => lead.getsCrowd(CROWD[index] as number)));
    const everyone = [...leads, ...crowds.flat()];
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await Promise.all([bob.joins(room), charlie.joins(room)]);
    await Promise.all([alice.sees(charlie, "join", room), bob.sees(charlie, "join", room)]);
    for (const lead of leads) {
      const others = everyone.filter((each) => each !== lead);
      await beat(`from ${lead.role}`, () => lead.says(`hello to a hundred, from ${lead.role}`, room).readBy(...others));
    }
  },
});

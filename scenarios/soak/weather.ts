import {
  type Actor,
  at,
  type Fault,
  link,
  perhaps,
  type Random,
  type Room,
  requests,
  scenario,
} from "matrix-e2ee-torture";

const ACTS = 4;

/** What may be wrong between and at two servers during one act. */
const WEATHER: (() => Fault[])[] = [
  () => [],
  () => [link("hs1", "hs2").isDown()],
  () => [link("hs2", "hs1").isDown()],
  () => [link("hs1", "hs2").isDown(), link("hs2", "hs1").isDown()],
  () => [link("hs1", "hs2").isSlow({ ms: 300 }), link("clients", "hs2").isSlow({ ms: 300 })],
  () => [requests("sendToDevice").first(2).fail({ status: 502 })],
  () => [requests("sendToDevice").first(2).loseTheirReply()],
  () => [requests("sync").first(3).loseTheirReply()],
  () => [requests("federation/send").first(2).loseTheirReply()],
  () => [requests("federation/send").first(2).areDelayed({ ms: 1_500 })],
  () => [requests("keys/upload").first(1).loseTheirReply()],
  () => [requests("keys/query").first(2).fail({ status: 502 })],
  () => [requests("send").first(1).areRateLimited({ retryAfterMs: 500 })],
];

export default scenario("whatever the weather", {
  why: "Three friends talk while the seed decides what breaks. When the sky is clear again, everybody has read everything.",
  tags: ["soak"],
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
  needs: ["forceRotation"],
  patienceMs: 25_000,
  async play({ alice, bob, charlie, during, beat, random }) {
    const friends = [alice, bob, charlie];
    const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
    await bob.joins(room);
    await charlie.joins(room);
    await beat("everybody meets in fine weather", () => greet(friends, room));
    for (let act = 1; act <= ACTS; act += 1) {
      const faults = random.pick(WEATHER)().map(perhaps);
      const forecast = faults.map(({ name, target }) => `${name} on ${target}`).join(", ") || "fine";
      await beat(`act ${act}: ${forecast}`, () => during(faults, () => talk(friends, room, random, act)));
    }
    await beat("the sky is clear", () => greet(friends, room));
    // What was said while somebody was away comes only to those who scroll up.
    await Promise.all(friends.map((friend) => friend.looksBack(room, 60)));
  },
});

/**
 * Nobody is left to be met in bad weather: what is said to a device whose keys cannot be claimed is lost
 * (matrix-org/matrix-rust-sdk#2864), and has a story of its own.
 */
async function greet(friends: Actor[], room: Room): Promise<void> {
  for (const friend of friends) {
    const others = friends.filter((other) => other !== friend);
    for (const other of others) await friend.sees(other, "join", room);
    await friend.says(`${friend.name} is here`, room).readBy(...others);
  }
}

async function talk(friends: Actor[], room: Room, random: Random, act: number): Promise<void> {
  const deaf = random.chance(0.4) ? random.pick(friends) : undefined;
  await deaf?.stopsSyncing();
  for (let line = random.whole(2, 4); line > 0; line -= 1) {
    const speaker = random.pick(friends.filter((friend) => friend !== deaf));
    if (random.chance(0.4)) await speaker.discardsSession(room);
    await speaker.says(`act ${act}, ${line} to go`, room);
  }
  await deaf?.startsSyncing();
}

/** The small stories that mutants play in: as short as their defect allows, and clean when nobody is mutated. */
import { malice, requests } from "../../faults/index.ts";
import type { Actor } from "../../story/actor.ts";
import type { RoomWishes } from "../../story/member.ts";
import type { Room } from "../../story/room.ts";
import { at, type Cast, type Role, type Script, scenario } from "../../story/scenario.ts";

/** Longer than the oracles wait for a client to put something right by itself, ms. */
const PATIENCE_MS = 11_000;

const pair = { alice: at("hs1"), bob: at("hs1") };
const trio = { ...pair, charlie: at("hs1") };

interface Opening {
  why: string;
  patienceMs: number;
  room?: RoomWishes;
}

/** Stories that begin with an encrypted room of alice's, with everybody else of the cast in it. */
const among =
  <const C extends Cast & { alice: Role }>(cast: C) =>
  (title: string, { room: wishes, ...spec }: Opening, goesOn: (script: Script<C> & { room: Room }) => Promise<void>) =>
    scenario(title, {
      ...spec,
      cast,
      async play(script) {
        const { alice, ...others } = Object.fromEntries(Object.keys(cast).map((name) => [name, script[name] as Actor]));
        await goesOn({ ...script, room: await meet(alice as Actor, Object.values(others), wishes) });
      },
    });

const ofTwo = among(pair);
const ofThree = among(trio);

/** Returns when the host has seen the guests come in. */
async function meet(host: Actor, guests: Actor[], wishes: RoomWishes = {}): Promise<Room> {
  const room = await host.opensEncryptedRoom({ inviting: guests, ...wishes });
  await Promise.all(guests.map((guest) => guest.joins(room)));
  for (const guest of guests) await host.sees(guest, "join", room);
  return room;
}

/** Wakes a client's sync, which then tells it of its stock of keys: a claim alone wakes nobody. */
async function nudge(by: Actor, sleeper: Actor): Promise<void> {
  await sleeper.isInvitedTo(await by.opensPlainRoom({ inviting: [sleeper] }));
}

export const firstMessage = ofTwo(
  "one message",
  { why: "Everything that happens once.", patienceMs: 3_000 },
  async ({ alice, room }) => {
    await alice.says("hello", room);
  },
);

export const quietHour = ofTwo(
  "one message, and a while of silence",
  { why: "What a client or server never does shows only once it had the time to do it.", patienceMs: 0 },
  async ({ alice, timePasses, room }) => {
    await alice.says("hello", room);
    await timePasses(PATIENCE_MS, "every client has the time to put things right");
    await alice.discardsSession(room);
    await alice.says("still there?", room);
    await timePasses(1_000, "the last message arrives");
  },
);

export const conversation = ofTwo(
  "a few messages",
  {
    why: "A Megolm session is used for several messages, up to the room's limit.",
    patienceMs: 1_000,
    room: { rotationPeriodMsgs: 3 },
  },
  async ({ alice, room }) => {
    for (const body of ["one", "two", "three", "four"]) await alice.says(body, room);
  },
);

export const aging = ofTwo(
  "a session grows old",
  {
    why: "A Megolm session is used for no longer than the room allows.",
    patienceMs: 1_000,
    room: { rotationPeriodMs: 2_000 },
  },
  async ({ alice, timePasses, room }) => {
    await alice.says("fresh", room);
    await timePasses(2_500, "the room's rotation period ends");
    await alice.says("stale no more", room);
  },
);

export const twoSpeakers = ofThree(
  "two members speak",
  { why: "Each has a Megolm session of its own, and needs a one-time key of each other device.", patienceMs: 1_000 },
  async ({ alice, charlie, room }) => {
    await alice.says("hello", room).readBy(charlie);
    await charlie.says("hello to you", room);
  },
);

export const slowClaim = ofTwo(
  "one message, and a slow answer to a claim",
  { why: "A fault that touches nothing shows nothing: whatever it is about has to happen.", patienceMs: 1_000 },
  async ({ alice, bob, during, room }) => {
    await during(requests("keys/claim").from("alice").delayTheirReply({ ms: 200 }), async () => {
      await alice.says("hello", room).shownTo(bob);
    });
  },
);

export const call = ofTwo(
  "two in a call",
  { why: "Each needs the other's media key, or hears noise.", patienceMs: 0, room: { forCalls: true } },
  async ({ alice, bob, timePasses, room }) => {
    await alice.joinsCall(room);
    await bob.joinsCall(room);
    await timePasses(PATIENCE_MS, "the media keys get to both of them");
  },
);

export const departure = ofThree(
  "a member leaves",
  { why: "Whoever left must not be able to read on.", patienceMs: 1_000 },
  async ({ alice, charlie, room }) => {
    await alice.says("all three of us", room);
    await charlie.leaves(room);
    await alice.sees(charlie, "leave", room);
    await alice.says("just the two of us", room);
  },
);

export const newDevice = ofThree(
  "a member logs in on a new device",
  { why: "Others learn of the new device, and share the next message's key with it.", patienceMs: 2_000 },
  async ({ alice, bob, charlie, timePasses, room }) => {
    await alice.says("to your phone", room);
    await charlie.says("hello", room);
    await charlie.learnsOf(await bob.getsNewDevice());
    await timePasses(500, "hs1 tells alice as well");
    await alice.says("to both", room);
  },
);

export const unsignedSender = scenario("an unsigned device speaks to one that excludes such", {
  why: "MSC4153: what a device says that its owner has not signed is not shown.",
  cast: { alice: at("hs1"), bob: at("hs1", { options: { excludeInsecureDevices: true } }) },
  patienceMs: 1_000,
  async play({ alice, bob, timePasses }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await meet(alice, [bob]);
    const laptop = await alice.getsNewDevice();
    await bob.isShown(await laptop.says("whose laptop?", room));
    await timePasses(500, "bob's client decides whether to decrypt it");
  },
});

export const spoof = ofThree(
  "a server puts another name to a message",
  { why: "What is shown under charlie's name was encrypted by alice: it needs a warning.", patienceMs: 1_000 },
  async ({ alice, bob, charlie, during, room }) => {
    await during(malice(bob).spoofsSender({ of: alice, as: charlie }), async () => {
      await bob.isShown(await alice.says("send me the money", room));
    });
  },
);

export const away = ofTwo(
  "two messages wait for a client that is away",
  { why: "Two room keys of one device come in one sync, in the order in which they were sent.", patienceMs: 1_000 },
  async ({ alice, bob, room }) => {
    await bob.stopsSyncing();
    await alice.says("with one session", room);
    await alice.discardsSession(room);
    await alice.says("with another", room);
    await bob.startsSyncing();
  },
);

export const theft = scenario("all one-time keys are claimed, twice", {
  why: "A client whose stock is used up makes new keys, and each goes to one claimer only.",
  cast: trio,
  patienceMs: 0,
  async play({ alice, bob, charlie, timePasses }) {
    await alice.takesOneTimeKeysOf(bob);
    await nudge(alice, bob);
    await timePasses(1_500, "bob's client fills up its stock");
    await charlie.takesOneTimeKeysOf(bob);
  },
});

export const emptyStock = scenario("all one-time keys are claimed", {
  why: "A client whose stock is used up fills it up soon.",
  cast: pair,
  patienceMs: 0,
  async play({ alice, bob, timePasses }) {
    await alice.takesOneTimeKeysOf(bob);
    await nudge(alice, bob);
    await timePasses(PATIENCE_MS, "bob's client has the time to fill up its stock");
  },
});

export const lateDevice = ofTwo(
  "a member logs in on a new device, and nobody says anything",
  { why: "Servers tell of new devices also when nobody needs to know yet.", patienceMs: 0 },
  async ({ alice, bob, timePasses, room }) => {
    await alice.says("to your phone", room);
    await bob.getsNewDevice();
    await timePasses(PATIENCE_MS, "hs1 has the time to tell alice of the new device");
  },
);

export const mismatch = scenario("two devices show different emoji", {
  why: "A user who says that the emoji differ must not end up verified.",
  cast: { alice: at("hs1") },
  patienceMs: 0,
  async play({ alice, timePasses }) {
    await alice.setsUpCrossSigning();
    const laptop = await alice.getsNewDevice();
    await alice.learnsOf(laptop);
    const verification = await alice.asksToVerify(laptop);
    await verification.accept();
    await verification.start();
    const flow = { userId: alice.userId, flowId: verification.flowId };
    await laptop.device.act("confirmSas", flow);
    await alice.device.act("mismatchSas", flow);
    await timePasses(1_500, "both sides end the verification");
  },
});

export const acquaintance = ofTwo(
  "two users verify each other",
  { why: "Before, neither counts as verified for the other; afterwards both do.", patienceMs: 0 },
  async ({ alice, bob, timePasses }) => {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    await Promise.all([alice.looksUp(bob), bob.looksUp(alice)]);
    await alice.verifies(bob);
    await timePasses(PATIENCE_MS, "the signatures get to both of them");
    await Promise.all([alice.looksUp(bob), bob.looksUp(alice)]);
  },
);

export const restoration = ofTwo(
  "a backup is restored",
  { why: "All keys that were uploaded come back on a new device.", patienceMs: 3_000 },
  async ({ alice, bob, room }) => {
    await bob.says("keep this", room).readBy(alice);
    const recoveryKey = await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice({ options: alice.device.spec.options });
    await laptop.restoresBackup(recoveryKey);
  },
);

export const refusedBackup = among({ alice: at("hs1", { mayDie: true }), bob: at("hs1") })(
  "a backup is refused, and its client started again",
  { why: "A key that the backup refused is uploaded later.", patienceMs: 3_000 },
  async ({ alice, bob, during, room }) => {
    const recoveryKey = await alice.enablesBackup();
    const uploads = requests("room_keys/keys").from("alice").by("PUT").fail({ status: 503 });
    const kept = await during(uploads, async () => {
      const message = await bob.says("keep this", room).readBy(alice);
      await uploads.bites();
      await alice.dies();
      return message;
    });
    await alice.comesBack();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice();
    await laptop.restoresBackup(recoveryKey);
    await laptop.looksBack(room);
    await laptop.reads(kept);
  },
);

export const restart = among({ alice: at("hs1"), bob: at("hs1", { mayDie: true }) })(
  "a client is started again",
  { why: "What a client knew before it was stopped, it knows afterwards.", patienceMs: 2_000 },
  async ({ alice, bob, room }) => {
    await alice.says("before", room).readBy(bob);
    await bob.stops();
    await bob.comesBack();
    await alice.says("after", room);
  },
);

export const withheld = ofTwo(
  "a device learns that it is blacklisted",
  {
    why: "The SDK's own report of a message that it cannot decrypt agrees with what its timeline shows.",
    patienceMs: 0,
  },
  async ({ alice, bob, timePasses, room }) => {
    await alice.says("in confidence", room).readBy(bob);
    await alice.blacklists(bob);
    await bob.isShown(await alice.says("behind your back", room));
    await timePasses(7_000, "the SDK waits for the key before it reports the failure");
  },
);

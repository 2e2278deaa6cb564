/** The small stories that mutants play in: as short as their defect allows, and clean when nobody is mutated. */
import { requests } from "../../faults/index.ts";
import type { Actor } from "../../story/actor.ts";
import type { Room } from "../../story/room.ts";
import { at, scenario } from "../../story/scenario.ts";

/** Longer than the oracles wait for a client to put something right by itself, ms. */
const PATIENCE_MS = 11_000;

const pair = { alice: at("hs1"), bob: at("hs1") };
const trio = { ...pair, charlie: at("hs1") };

async function meet(host: Actor, ...guests: Actor[]): Promise<Room> {
  const room = await host.opensEncryptedRoom({ inviting: guests });
  await Promise.all(guests.map((guest) => guest.joins(room)));
  for (const guest of guests) await host.sees(guest, "join", room);
  return room;
}

/** Wakes a client's sync, which then tells it of its stock of keys: a claim alone wakes nobody. */
async function nudge(by: Actor, sleeper: Actor): Promise<void> {
  await sleeper.isInvitedTo(await by.opensPlainRoom({ inviting: [sleeper] }));
}

export const firstMessage = scenario("one message", {
  why: "Everything that happens once.",
  cast: pair,
  patienceMs: 3_000,
  async play({ alice, bob }) {
    const room = await meet(alice, bob);
    await alice.says("hello", room);
  },
});

export const quietHour = scenario("one message, and a while of silence", {
  why: "What a client or server never does shows only once it had the time to do it.",
  cast: pair,
  patienceMs: 0,
  async play({ alice, bob, timePasses }) {
    const room = await meet(alice, bob);
    await alice.says("hello", room);
    await timePasses(PATIENCE_MS, "every client has the time to put things right");
    await alice.discardsSession(room);
    await alice.says("still there?", room);
    await timePasses(1_000, "the last message arrives");
  },
});

export const conversation = scenario("a few messages", {
  why: "A Megolm session is used for several messages, up to the room's limit.",
  cast: pair,
  patienceMs: 1_000,
  async play({ alice, bob }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], rotationPeriodMsgs: 3 });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    for (const body of ["one", "two", "three", "four"]) await alice.says(body, room);
  },
});

export const aging = scenario("a session grows old", {
  why: "A Megolm session is used for no longer than the room allows.",
  cast: pair,
  patienceMs: 1_000,
  async play({ alice, bob, timePasses }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob], rotationPeriodMs: 2_000 });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    await alice.says("fresh", room);
    await timePasses(2_500, "the room's rotation period ends");
    await alice.says("stale no more", room);
  },
});

export const twoSpeakers = scenario("two members speak", {
  why: "Each has a Megolm session of its own, and needs a one-time key of each other device.",
  cast: trio,
  patienceMs: 1_000,
  async play({ alice, bob, charlie }) {
    const room = await meet(alice, bob, charlie);
    await alice.says("hello", room).readBy(charlie);
    await charlie.says("hello to you", room);
  },
});

export const departure = scenario("a member leaves", {
  why: "Whoever left must not be able to read on.",
  cast: trio,
  patienceMs: 1_000,
  async play({ alice, bob, charlie }) {
    const room = await meet(alice, bob, charlie);
    await alice.says("all three of us", room);
    await charlie.leaves(room);
    await alice.sees(charlie, "leave", room);
    await alice.says("just the two of us", room);
  },
});

export const newDevice = scenario("a member logs in on a new device", {
  why: "Others learn of the new device, and share the next message's key with it.",
  cast: trio,
  patienceMs: 2_000,
  async play({ alice, bob, charlie, timePasses }) {
    const room = await meet(alice, bob, charlie);
    await alice.says("to your phone", room);
    await charlie.says("hello", room);
    await charlie.learnsOf(await bob.getsNewDevice());
    await timePasses(500, "hs1 tells alice as well");
    await alice.says("to both", room);
  },
});

export const unsignedSender = scenario("an unsigned device speaks to one that excludes such", {
  why: "MSC4153: what a device says that its owner has not signed is not shown.",
  cast: { alice: at("hs1"), bob: at("hs1", { options: { excludeInsecureDevices: true } }) },
  patienceMs: 1_000,
  async play({ alice, bob, timePasses }) {
    await Promise.all([alice.setsUpCrossSigning(), bob.setsUpCrossSigning()]);
    const room = await meet(alice, bob);
    const laptop = await alice.getsNewDevice();
    await bob.isShown(await laptop.says("whose laptop?", room));
    await timePasses(500, "bob's client decides whether to decrypt it");
  },
});

export const spoof = scenario("a server puts another name to a message", {
  why: "What is shown under charlie's name was encrypted by alice: it needs a warning.",
  cast: trio,
  patienceMs: 1_000,
  async play({ alice, bob, charlie, during }) {
    const room = await meet(alice, bob, charlie);
    const lie = requests("sync")
      .from("bob")
      .rewriteTheirReply((_, reply) => {
        const json = underAnotherName(reply.json, alice.userId, charlie.userId);
        return JSON.stringify(json) === JSON.stringify(reply.json) ? undefined : { status: reply.status, json };
      });
    await during(lie, async () => {
      await bob.isShown(await alice.says("send me the money", room));
    });
  },
});

/** The same with another sender of each encrypted room message. */
function underAnotherName(json: unknown, sender: string, alias: string): unknown {
  return JSON.parse(JSON.stringify(json ?? null), (_, value) => {
    const isSpoken = value?.content?.algorithm === "m.megolm.v1.aes-sha2" && value.type === "m.room.encrypted";
    return isSpoken && value.sender === sender ? { ...value, sender: alias } : value;
  });
}

export const away = scenario("two messages wait for a client that is away", {
  why: "Two room keys of one device come in one sync, in the order in which they were sent.",
  cast: pair,
  patienceMs: 1_000,
  async play({ alice, bob }) {
    const room = await meet(alice, bob);
    await bob.stopsSyncing();
    await alice.says("with one session", room);
    await alice.discardsSession(room);
    await alice.says("with another", room);
    await bob.startsSyncing();
  },
});

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

export const lateDevice = scenario("a member logs in on a new device, and nobody says anything", {
  why: "Servers tell of new devices also when nobody needs to know yet.",
  cast: pair,
  patienceMs: 0,
  async play({ alice, bob, timePasses }) {
    const room = await meet(alice, bob);
    await alice.says("to your phone", room);
    await bob.getsNewDevice();
    await timePasses(PATIENCE_MS, "hs1 has the time to tell alice of the new device");
  },
});

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

export const restoration = scenario("a backup is restored", {
  why: "All keys that were uploaded come back on a new device.",
  cast: pair,
  patienceMs: 0,
  async play({ alice, bob }) {
    const room = await meet(alice, bob);
    await bob.says("keep this", room).readBy(alice);
    const recoveryKey = await alice.enablesBackup();
    await alice.backsUpEverything();
    const laptop = await alice.getsNewDevice({ options: alice.device.spec.options });
    await laptop.restoresBackup(recoveryKey);
  },
});

export const restart = scenario("a client is started again", {
  why: "What a client knew before it was stopped, it knows afterwards.",
  cast: { alice: at("hs1"), bob: at("hs1", { mayDie: true }) },
  patienceMs: 2_000,
  async play({ alice, bob }) {
    const room = await meet(alice, bob);
    await alice.says("before", room).readBy(bob);
    await bob.stops();
    await bob.comesBack();
    await alice.says("after", room);
  },
});

export const withheld = scenario("a device learns that it is blacklisted", {
  why: "The SDK's own report of a message that it cannot decrypt agrees with what its timeline shows.",
  cast: pair,
  patienceMs: 0,
  async play({ alice, bob, timePasses }) {
    const room = await meet(alice, bob);
    await alice.says("in confidence", room).readBy(bob);
    await alice.blacklists(bob);
    await bob.isShown(await alice.says("behind your back", room));
    await timePasses(7_000, "the SDK waits for the key before it reports the failure");
  },
});

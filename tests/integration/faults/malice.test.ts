import { assert } from "chai";
import { malice, requests } from "../../../harness/faults/index.ts";
import type { Actor } from "../../../harness/story/actor.ts";
import type { Message, Room } from "../../../harness/story/room.ts";
import { eventually } from "../../support/eventually.ts";
import { type KindName, Theatre } from "../../support/theatre.ts";

interface Keys {
  device_keys: Record<string, Record<string, { keys: Record<string, string> }>>;
}

/** How long nothing must be read for, ms. */
const A_WHILE_MS = 1500;

describe("malice, towards real clients", function () {
  this.timeout(60_000);
  let theatre: Theatre;

  before(async () => {
    theatre = await Theatre.open();
  });
  after(async () => {
    await theatre?.close();
  });

  for (const [kind, other] of [
    ["js", "rust"],
    ["rust", "js"],
  ] as [KindName, KindName][]) {
    describe(kind, () => {
      afterEach(() => theatre.empty());

      async function meet(one: Actor, another: Actor): Promise<Room> {
        const room = await one.opensEncryptedRoom({ inviting: [another] });
        await another.joins(room);
        return room;
      }

      function forgedKeysAt({ device: { name } }: Actor, { userId }: Actor): number {
        const { entries } = theatre.journal;
        return entries.filter(
          (entry) =>
            entry.kind === "toDevice" &&
            entry.device === name &&
            entry.sender === userId &&
            entry.type === "m.room_key",
        ).length;
      }

      const strangers = () => Promise.all([theatre.actor("alice", kind, "hs1"), theatre.actor("bob", other, "hs2")]);

      /** The keys of each of a user's devices, as the asker's server has them for the asker. */
      async function keysOf(one: Actor, asker: Actor): Promise<Record<string, Record<string, string>>> {
        const reply = await asker.requests<Keys>("POST", "/_matrix/client/v3/keys/query", {
          device_keys: { [one.userId]: [] },
        });
        const devices = Object.entries(reply.device_keys[one.userId] ?? {});
        return Object.fromEntries(devices.map(([device, { keys }]) => [device, keys]));
      }

      it("device keys swapped: the room key goes to the person in the middle", async () => {
        const [alice, bob] = await strangers();
        const truth = await keysOf(bob, alice);
        const swap = malice(alice).swapsKeysOf(bob);
        const evidence = await theatre.under(swap, async () => {
          assert.notDeepEqual(await keysOf(bob, alice), truth);
          assert.deepEqual(await keysOf(bob, bob), truth, "nobody else is lied to");
          const secret = await alice.says("for bob's eyes only", await meet(alice, bob));
          assert.isFalse(await bob.reads(secret, A_WHILE_MS));
        });
        assert.match(evidence.detail, /^[1-9]\d* replies changed, 1 room keys read by the intruder$/);
        assert.isFalse(await swap.gotNoKey());
        assert.deepEqual(await keysOf(bob, alice), truth);
      });

      it("ghost device: it gets the room key beside the true device", async () => {
        const [alice, bob] = await strangers();
        const room = await meet(alice, bob);
        await alice.says("before", room).readBy(bob);
        const ghost = malice(alice).addsGhostTo(bob);
        const evidence = await theatre.under(ghost, async () => {
          await bob.says("which brings the news of the ghost", room).readBy(alice);
          await ghost.bites();
          await alice.discardsSession(room);
          assert.isTrue(await bob.reads(await alice.says("how many are you?", room)));
        });
        assert.match(evidence.detail, /^[1-9]\d* replies changed, 1 room keys read by the intruder$/);
        assert.isFalse(await ghost.gotNoKey());
        assert.notProperty(await keysOf(bob, alice), "GHOST");
      });

      it("one-time key handed out twice: the second stranger who uses it is not understood", async () => {
        const [alice, bob] = await strangers();
        const charlie = await theatre.actor("charlie", kind, "hs1");
        const evidence = await theatre.under(malice().handsOutKeysTwice(), async () => {
          const [first, second] = [await meet(alice, bob), await meet(charlie, bob)];
          assert.isTrue(await bob.reads(await alice.says("the first", first)));
          assert.isFalse(await bob.reads(await charlie.says("the second", second), A_WHILE_MS));
        });
        assert.isAtLeast(evidence.bites, 1);
      });

      it("pre-key messages malformed: the stranger is not understood", async () => {
        const [bob, alice] = await strangers();
        const evidence = await theatre.under(malice(bob).garblesPreKeyMessages(), async () => {
          const room = await meet(alice, bob);
          assert.isFalse(await bob.reads(await alice.says("who are you?", room), A_WHILE_MS));
        });
        assert.isAtLeast(evidence.bites, 1);
      });

      it("to-device messages replayed, keys misattributed, senders spoofed, messages replayed", async () => {
        const [bob, alice] = await strangers();
        const eve = await theatre.actor("eve", other, "hs2");
        const room = await meet(alice, bob);
        const saysWithNewKey = async (body: string): Promise<Message> => {
          await alice.discardsSession(room);
          return await alice.says(body, room);
        };
        assert.isTrue(await bob.reads(await saysWithNewKey("before")));

        const replayed = await theatre.under(malice(bob).replaysToDevice(), async () => {
          for (const body of ["one", "two"]) assert.isTrue(await bob.reads(await saysWithNewKey(body)));
        });
        assert.isAtLeast(replayed.bites, 1, "to-device messages replayed");

        const wrong = await theatre.under(malice(bob).misattributesKeys({ of: alice, to: eve }), async () => {
          assert.isFalse(await bob.reads(await saysWithNewKey("whose key?"), A_WHILE_MS));
        });
        assert.isAtLeast(wrong.bites, 1, "keys misattributed");
        assert.isTrue(await bob.reads(await saysWithNewKey("her own key")), "healed");

        const spoofed = await theatre.under(malice(bob).spoofsSender({ of: alice, as: eve }), async () => {
          const message = await alice.says("who said that?", room);
          assert.isTrue(await bob.isShown(message));
          assert.equal(bob.device.timeline.get(message.event)?.sender, eve.userId);
        });
        assert.isAtLeast(spoofed.bites, 1, "sender spoofed");

        const copied = await theatre.under(malice(bob).replaysRoomMessages(), async () => {
          await alice.says("once", room).readBy(bob);
          const shown = () => [...bob.device.timeline.keys()].some((event) => event.startsWith("$replayed"));
          assert.isTrue(await bob.device.watch.until(shown, A_WHILE_MS), "bob is shown the copy");
        });
        assert.isAtLeast(copied.bites, 1, "room messages replayed");
        assert.isTrue(await bob.reads(await alice.says("after", room)));
      });

      it("room keys forged by a member: neither taken for the owner's, nor in the way of them", async () => {
        const [bob, alice] = await strangers();
        const eve = await theatre.actor("eve", other, "hs2");
        const room = await alice.opensEncryptedRoom({ inviting: [bob, eve] });
        await Promise.all([bob.joins(room), eve.joins(room)]);
        await alice.says("before", room).readBy(bob, eve);
        const withoutTrueKeys = requests("sync")
          .from(bob.device.name)
          .arriveWithout({ of: "toDevice", sender: alice.userId });
        let message: Message = { event: "", room, body: "" };
        const evidence = await theatre.under(malice(bob).forgesKeysOf(alice, { by: eve }), async () => {
          await alice.discardsSession(room);
          assert.isTrue(await bob.reads(await alice.says("whose true key was first", room)));
          await theatre.under(withoutTrueKeys, async () => {
            await alice.discardsSession(room);
            message = await alice.says("whose forged key came alone", room);
            await eventually("the forged key is with bob", async () => forgedKeysAt(bob, eve) > 1 || undefined);
            assert.isFalse(await bob.reads(message, A_WHILE_MS));
          });
          await bob.device.act("importKeys", await alice.device.act("exportKeys", { roomId: room.id }));
          assert.isTrue(await bob.reads(message), "the true key is taken after the forged one");
        });
        assert.equal(evidence.bites, 2, evidence.detail);
      });

      it("encryption hidden: the room looks unencrypted to the victim", async () => {
        const [bob, alice] = await strangers();
        const evidence = await theatre.under(malice(bob).hidesEncryption(), async () => {
          const room = await meet(alice, bob);
          assert.isFalse(bob.device.rooms.get(room.id)?.encrypted);
          assert.isTrue(alice.device.rooms.get(room.id)?.encrypted);
        });
        assert.isAtLeast(evidence.bites, 1);
      });

      it("encryption weakened: the victim goes by the server's values", async () => {
        const [bob, alice] = await strangers();
        const evidence = await theatre.under(malice(bob).weakensEncryption({ rotation_period_msgs: 1 }), async () => {
          const room = await meet(alice, bob);
          const events = [await bob.says("one", room), await bob.says("two", room)].map(({ event }) => event);
          for (const event of events) {
            await alice.device.watch.until(() => alice.device.timeline.get(event)?.state === "decrypted", 10_000);
          }
          const [one, two] = events.map((event) => alice.device.timeline.get(event)?.session);
          assert.isString(one);
          assert.notEqual(one, two, "a new session for each message");
        });
        assert.isAtLeast(evidence.bites, 1);
      });
    });
  }
});

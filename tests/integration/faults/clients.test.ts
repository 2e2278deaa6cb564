import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { assert } from "chai";
import { client } from "../../../harness/faults/index.ts";
import type { Actor } from "../../../harness/story/actor.ts";
import type { Room } from "../../../harness/story/room.ts";
import { type KindName, Theatre } from "../../support/theatre.ts";

describe("faults of clients, on real ones", function () {
  this.timeout(60_000);
  let theatre: Theatre;

  before(async () => {
    theatre = await Theatre.open();
  });
  afterEach(() => theatre.empty());
  after(async () => {
    await theatre?.close();
  });

  for (const [kind, other] of [
    ["js", "rust"],
    ["rust", "js"],
  ] as [KindName, KindName][]) {
    describe(kind, () => {
      let alice: Actor;
      let bob: Actor;
      let room: Room;

      beforeEach(async () => {
        [alice, bob] = await Promise.all([
          theatre.actor("alice", other, "hs1"),
          theatre.actor("bob", kind, "hs2", { mayDie: true }),
        ]);
        room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        await reads(bob, alice, "before");
      });

      /** Whether what one says is read by the other. */
      async function reads(reader: Actor, speaker: Actor, body: string): Promise<void> {
        const message = await speaker.says(body, room);
        assert.isTrue(await reader.reads(message), `${reader.role} reads "${body}"`);
      }

      it("stopped, killed, frozen and offline in turn, it misses nothing", async () => {
        for (const fault of [
          client(bob).isStopped(),
          client(bob).isKilled(),
          client(bob).isFrozen(),
          client(bob).isOffline(),
        ]) {
          let missed = { event: "", room, body: "" };
          const evidence = await theatre.under(fault, async () => {
            missed = await alice.says(fault.name, room);
            assert.isFalse(await bob.reads(missed, 700), `bob reads under "${fault.name}"`);
          });
          assert.isAtLeast(evidence.bites, 1, `${fault.name}: ${evidence.detail}`);
          assert.isTrue(await bob.reads(missed), `bob reads what was said under "${fault.name}"`);
        }
        await reads(alice, bob, "back again");
      });

      it("killed before the reply to a key upload: the server has what it does not know of", async () => {
        const death = client(bob).isKilledBeforeReplyTo("keys/upload");
        const evidence = await theatre.under(death, async () => {
          await alice.takesOneTimeKeysOf(bob);
          await alice.discardsSession(room);
          await alice.says("whose key wakes his sync", room);
          await death.bites();
          assert.isFalse(bob.device.running);
        });
        assert.deepEqual(evidence, { bites: 1, detail: "ended by SIGKILL" });
        await reads(bob, alice, "after");
        await reads(alice, bob, "and the answer");
      });

      it("killed with a room key in its hands: it reads with it all the same", async () => {
        const death = client(bob).isKilledUponRoomKey();
        let message = { event: "", room, body: "" };
        const evidence = await theatre.under(death, async () => {
          await alice.discardsSession(room);
          message = await alice.says("with a new key", room);
          await death.bites();
        });
        assert.equal(evidence.bites, 1, evidence.detail);
        assert.isTrue(await bob.reads(message));
      });

      it("rolled back: it has forgotten a room key that its server has thrown away", async () => {
        let message = { event: "", room, body: "" };
        const evidence = await theatre.under(client(bob).isRolledBack(), async () => {
          await alice.discardsSession(room);
          message = await alice.says("you will forget this", room).readBy(bob);
          await alice.says("after which bob's sync has gone on", room).readBy(bob);
        });
        assert.isAtLeast(evidence.bites, 1);
        const { state } = await bob.device.act("event", { roomId: room.id, eventId: message.event });
        assert.equal(state, "utd");
        await alice.discardsSession(room);
        await reads(bob, alice, "with a new key");
      });

      it("robbed of its store: the device has other keys", async () => {
        const { identity } = bob.device;
        const evidence = await theatre.under(client(bob).losesItsStore(), async () => {
          assert.isFalse(bob.device.running);
        });
        assert.equal(evidence.bites, 1, evidence.detail);
        assert.notEqual(bob.device.identity, identity);
        const query = { device_keys: { [bob.userId]: [] } };
        const published = await bob.requests("POST", "/_matrix/client/v3/keys/query", query);
        assert.include(JSON.stringify(published), String(bob.device.identity));
      });

      for (const [name, fault] of [
        ["cloned", () => client(bob).isCloned()],
        ["opened twice", () => client(bob).isOpenTwice()],
      ] as const) {
        it(`${name}: two clients go by one device until the end of the block`, async () => {
          const double = fault();
          const evidence = await theatre.under(double, async () => {
            await alice.discardsSession(room);
            // Of two that sync as one device, either may be the one that the server tells.
            await alice.says("to whom?", room);
            await double.bites();
          });
          assert.isAtLeast(evidence.bites, 1, evidence.detail);
          assert.deepEqual(
            readdirSync(dirname(bob.device.storePath)).filter((name) => !name.endsWith(".log")),
            ["store"],
          );
          await alice.discardsSession(room);
          await reads(alice, bob, "one again");
        });
      }

      it("with a wrong clock: it lives in tomorrow, and talks to those of today", async () => {
        const evidence = await theatre.under(client(bob).hasWrongClock({ seconds: 86_400 }), async () => {
          await reads(alice, bob, "from tomorrow");
          await reads(bob, alice, "from today");
        });
        assert.isAtLeast(evidence.bites, 1, evidence.detail);
        await reads(alice, bob, "today again");
      });

      it("with a full disk: it cannot keep a room key, and goes on with a whole store once there is space", async () => {
        const evidence = await theatre.under(client(bob).hasFullDisk(), async () => {
          await alice.discardsSession(room);
          assert.isFalse(await bob.reads(await alice.says("can you keep this?", room), 1500));
        });
        assert.isAtLeast(evidence.bites, 1, evidence.detail);
        await bob.device.stop();
        await bob.device.restore();
        await bob.device.startSync();
        await alice.discardsSession(room);
        await reads(bob, alice, "with space again");
        await reads(alice, bob, "and the answer");
      });

      it("is not said to have been killed when it was not", async () => {
        const death = client(bob).isKilledBeforeReplyTo("keys/claim");
        const evidence = await theatre.under(death, async () => reads(bob, alice, "nothing happens"));
        assert.deepEqual(evidence, { bites: 0, detail: "it was never killed" });
        assert.isTrue(bob.device.running);
      });
    });
  }
});

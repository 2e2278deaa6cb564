import { assert } from "chai";
import { type RequestFault, requests } from "../../../harness/faults/index.ts";
import type { Actor } from "../../../harness/story/actor.ts";
import type { Message, Room } from "../../../harness/story/room.ts";
import { eventually } from "../../support/eventually.ts";
import { type KindName, Theatre } from "../../support/theatre.ts";

/** How long nothing must be shown or read for, ms. */
const A_WHILE_MS = 1500;

describe("faults inside long polls, on real clients", function () {
  this.timeout(90_000);
  let theatre: Theatre;

  before(async () => {
    theatre = await Theatre.open();
  });
  afterEach(() => theatre.empty());
  after(async () => {
    await theatre?.close();
  });

  for (const [kind, sync, other] of [
    ["js", "/sync", "rust"],
    ["rust", "sliding sync", "js"],
  ] as [KindName, string, KindName][]) {
    describe(`${sync} of ${kind}`, () => {
      let alice: Actor;
      let bob: Actor;
      let room: Room;

      beforeEach(async () => {
        [alice, bob] = await Promise.all([theatre.actor("alice", other, "hs1"), theatre.actor("bob", kind, "hs2")]);
        room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        await alice.says("before", room).readBy(bob);
      });

      const polls = () => requests("sync").from(bob.device.name);

      async function saysWithNewKey(body: string): Promise<Message> {
        await alice.discardsSession(room);
        return await alice.says(body, room);
      }

      /** Under all of them at once; each must have bitten. */
      async function underAll([first, ...rest]: RequestFault[], body: () => Promise<unknown>): Promise<void> {
        if (!first) return void (await body());
        const evidence = await theatre.under(first, () => underAll(rest, body));
        assert.isAtLeast(evidence.bites, 1, first.name);
      }

      it("a misfortune for each poll and for each answer, and in the end nothing is missing", async () => {
        const misfortunes = [
          polls().onlyThe(1).loseTheirReply(),
          polls().onlyThe(1).fail({ status: 502 }),
          polls().onlyThe(2).areRateLimited({ retryAfterMs: 50 }),
          polls().onlyThe(3).neverArrive(),
          polls().onlyThe(4).areDuplicated(),
          polls().onlyThe(5).areReplayed({ afterMs: 50 }),
          polls().onlyThe(6).areDelayed({ ms: 200 }),
          polls().onlyThe(2).delayTheirReply({ ms: 200 }),
          polls().onlyThe(3).cutTheirReplyShort({ afterBytes: 20 }),
          polls()
            .onlyThe(4)
            .rewriteTheirReply((_, { status }) => ({ status, raw: '{"next_' })),
          polls()
            .onlyThe(5)
            .rewriteTheirReply((_, { status, json }) => ({ status, json: { ...(json as object), unheard_of: 1 } })),
          polls().onlyThe(6).holdTheirReply(),
          polls().onlyThe(10).areHeld(),
        ];
        const said: Message[] = [];
        await underAll(misfortunes, async () => {
          for (const fault of misfortunes) {
            await eventually(`a bite of "${fault.name}"`, async () => {
              said.push(await saysWithNewKey("go on"));
              return await fault.bites({ withinMs: 3000 }).then(
                () => fault.release().then(() => true),
                () => undefined,
              );
            });
          }
        });
        for (const message of said) assert.isTrue(await bob.reads(message));
      });

      it("without a to-device message, without an event", async () => {
        const keys = polls().first(1).arriveWithout({ of: "toDevice", type: "m.room.encrypted" });
        const keyLost = await theatre.under(keys, async () => {
          assert.isFalse(await bob.reads(await saysWithNewKey("whose key is lost"), A_WHILE_MS));
        });
        assert.equal(keyLost.bites, 1);

        const events = polls().first(1).arriveWithout({ of: "event", sender: alice.userId });
        const eventLost = await theatre.under(events, async () => {
          const message = await saysWithNewKey("unseen");
          await events.bites();
          const { timeline, watch } = bob.device;
          assert.isFalse(await watch.until(() => timeline.has(message.event), A_WHILE_MS));
        });
        assert.equal(eventLost.bites, 1);
        assert.isTrue(await bob.reads(await saysWithNewKey("after")));
      });

      it("without a device-list update: a new device is not told of, until the next one is", async () => {
        await bob.says("hello", room).readBy(alice);
        const updates = polls().arriveWithout({ of: "deviceList", sender: alice.userId });
        const evidence = await theatre.under(updates, async () => {
          const phone = await alice.getsNewDevice();
          await updates.bites();
          assert.isFalse(await phone.reads(await bob.says("not for your phone", room), A_WHILE_MS));
        });
        assert.isAtLeast(evidence.bites, 1);
        const tablet = await alice.getsNewDevice();
        await bob.learnsOf(tablet);
        assert.isTrue(await tablet.reads(await bob.says("for all of you", room)));
      });
    });
  }
});

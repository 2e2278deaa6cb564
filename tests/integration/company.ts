import { assert } from "chai";
import { nodeKind } from "../../harness/cast/js-sdk/index.ts";
import type { DriverKind } from "../../harness/cast/protocol.ts";
import { startHomeserver, type TestHomeserver } from "../support/homeserver.ts";
import { lateToDevice } from "../support/late-to-device.ts";
import { type Actor, Stage } from "../support/stage.ts";

const TEST_TIMEOUT_MS = 60_000;

/** What a kind of client must do among clients of another kind (matrix-js-sdk). */
export function keepsCompany(name: string, openKind: () => DriverKind): void {
  describe(`${name} in company`, function () {
    this.timeout(TEST_TIMEOUT_MS);
    let server: TestHomeserver;
    let own: Stage;
    let others: Stage;

    before("a homeserver and two client kinds", async () => {
      server = await startHomeserver();
      own = new Stage(openKind(), server);
      others = new Stage(nodeKind(), server);
    });

    afterEach("empty stages", () => Promise.all([own.clear(), others.clear()]));

    after("nothing left behind", async () => {
      for (const stage of [own, others]) {
        await stage?.close();
        await stage?.kind.close();
      }
      await server?.[Symbol.asyncDispose]();
    });

    it("messages go both ways, whoever made the room", async () => {
      const [alice, bob] = await Promise.all([own.actor("alice"), others.actor("bob")]);
      await converse(alice, bob, await own.room(alice, [bob]));
      await converse(bob, alice, await others.room(bob, [alice]));
    });

    it("what comes before its key is undecryptable, and read once the key is there", async () => {
      await using late = await lateToDevice(server.url);
      const slow = new Stage(others.kind, { ...server, url: late.url });
      const [alice, bob] = await Promise.all([slow.actor("alice"), own.actor("bob")]);
      const roomId = await slow.room(alice, [bob]);
      const eventId = await alice.says("the key follows", roomId);
      assert.isNotEmpty((await bob.shows(eventId, "utd")).code);
      await late.letGo();
      assert.equal((await bob.shows(eventId, "decrypted")).body, "the key follows");
      await slow.close();
    });
  });
}

async function converse(one: Actor, other: Actor, roomId: string): Promise<void> {
  await one.says(`from ${one.name}`, roomId);
  await other.reads(`from ${one.name}`);
  await other.says(`answer of ${other.name}`, roomId);
  await one.reads(`answer of ${other.name}`);
}

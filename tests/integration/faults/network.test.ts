import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { link, server } from "../../../harness/faults/index.ts";
import type { World } from "../../../harness/world/index.ts";
import { eventually } from "../../support/eventually.ts";
import { under } from "../../support/fault.ts";
import { Person, testWorld } from "../../support/world.ts";

describe("faults of links and servers, on real Synapses", () => {
  let world: World;
  let alice: Person;
  let bob: Person;

  before(async () => {
    world = await testWorld();
    [alice, bob] = await Promise.all([Person.at(world, "hs1", "alice"), Person.at(world, "hs2", "bob")]);
  });
  after(async () => {
    await world?.close();
  });

  /** Whether a user's server answers for the other's over federation, both ways. */
  async function federates(): Promise<void> {
    for (const [asker, asked] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      await eventually(`${asker.userId} gets keys of ${asked.userId}`, async () => {
        const { json } = await asker.queriesKeysOf(asked.userId);
        return Object.keys(json.failures).length === 0 ? true : undefined;
      });
    }
  }
  const failuresOf = async (asker: Person, asked: Person) =>
    Object.keys((await asker.queriesKeysOf(asked.userId)).json.failures);

  beforeEach(federates);
  afterEach(federates);

  it("link down: cuts one direction of federation only", async () => {
    const evidence = await under(world, link("hs1", "hs2").isDown(), async () => {
      assert.deepEqual(await failuresOf(alice, bob), ["hs2"]);
      assert.isEmpty(await failuresOf(bob, alice));
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("link down: cuts the clients of one server only", async () => {
    const evidence = await under(world, link("clients", "hs1").isDown(), async () => {
      await alice.asks("GET", "account/whoami").then(
        () => assert.fail("answered"),
        () => {},
      );
      assert.equal((await bob.asks("GET", "account/whoami")).status, 200);
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("link down: cuts what is under way", async () => {
    await alice.hears();
    const poll = alice.hears(30_000);
    poll.catch(() => {});
    await sleep(500); // It is under way by then.
    const evidence = await under(world, link("clients", "hs1").isDown(), () =>
      poll.then(
        () => assert.fail("answered"),
        () => {},
      ),
    );
    assert.isAtLeast(evidence.bites, 1);
  });

  it("slow link: in the one direction that is meant", async () => {
    const evidence = await under(world, link("hs1", "hs2").isSlow({ ms: 300 }), async () => {
      assert.isAtLeast((await alice.queriesKeysOf(bob.userId)).ms, 300);
      assert.isBelow((await bob.queriesKeysOf(alice.userId)).ms, 300);
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("slow link: for requests", async () => {
    const slow = link("clients", "hs2").isSlow({ ms: 200, when: "request" });
    const evidence = await under(world, slow, async () => {
      assert.isAtLeast((await bob.asks("GET", "account/whoami")).ms, 200);
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("server dark: federation is cut both ways, its clients are not", async () => {
    const evidence = await under(world, server("hs2").isDark(), async () => {
      assert.deepEqual(await failuresOf(alice, bob), ["hs2"]);
      assert.deepEqual(await failuresOf(bob, alice), ["hs1"]);
      assert.equal((await bob.asks("GET", "account/whoami")).status, 200);
    });
    assert.isAtLeast(evidence.bites, 2);
  });

  for (const [name, fault] of [
    ["stopped", server("hs2").isStopped()],
    ["killed", server("hs2").isKilled()],
  ] as const) {
    it(`server ${name}: refuses everyone, and keeps its data`, async () => {
      const evidence = await under(world, fault, async () => {
        const began = performance.now();
        assert.deepEqual(await failuresOf(alice, bob), ["hs2"]);
        assert.isBelow(performance.now() - began, 4000, "refused, not hung");
        await bob.asks("GET", "account/whoami").then(
          () => assert.fail("answered"),
          () => {},
        );
      });
      assert.isAtLeast(evidence.bites, 2);
      assert.equal((await bob.asks("GET", "account/whoami")).json.user_id, bob.userId);
    });
  }

  it("server paused: hangs instead of refusing", async () => {
    const evidence = await under(world, server("hs2").isPaused(), async () => {
      const patience = AbortSignal.timeout(400);
      await bob.asks("GET", "account/whoami", undefined, patience).then(
        () => assert.fail("answered"),
        (error: Error) => assert.equal(error.name, "TimeoutError"),
      );
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("has no bites when nothing met it", async () => {
    const evidence = await under(world, link("hs1", "hs2").isDown(), async () => {});
    assert.equal(evidence.bites, 0);
  });
});

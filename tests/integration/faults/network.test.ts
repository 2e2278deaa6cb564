import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { link, network, server } from "../../../harness/faults/index.ts";
import { Random } from "../../../harness/faults/random.ts";
import { Journal } from "../../../harness/journal/index.ts";
import { docker } from "../../../harness/world/docker.ts";
import type { World } from "../../../harness/world/index.ts";
import { WORLD_LABEL } from "../../../harness/world/labels.ts";
import { eventually } from "../../support/eventually.ts";
import { faultContext, under } from "../../support/fault.ts";
import { Person, testWorld } from "../../support/world.ts";

describe("faults of links and servers, on real Synapses", () => {
  let world: World;
  let alice: Person;
  let bob: Person;
  /** Where some kilobytes lie that can be asked for. */
  let ballast: string;

  before(async () => {
    world = await testWorld();
    [alice, bob] = await Promise.all([Person.at(world, "hs1", "alice"), Person.at(world, "hs2", "bob")]);
    ballast = `user/${alice.userId}/account_data/ballast`;
    await alice.asks("PUT", ballast, { text: "x".repeat(8000) });
  });
  after(async () => {
    await world?.close();
    const filters = { label: [`${WORLD_LABEL}=${world.id}`] };
    assert.isEmpty(await docker.listImages({ filters }), "no snapshot is left");
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

  it("link down: a story can wait until it has cut something, and hears when nothing came", async () => {
    const cut = link("hs1", "hs2").isDown();
    await under(world, cut, async () => {
      const missed = await cut.bites({ withinMs: 50 }).then(
        () => "",
        (error: Error) => error.message,
      );
      assert.match(missed, /"link down" on hs1->hs2 touched nothing within 50 ms/);
      await Promise.all([cut.bites(), failuresOf(alice, bob)]);
    });
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

  it("slow link: with delays that the seed draws", async () => {
    const jittery = link("clients", "hs1").isSlow({ ms: 250, jitterMs: 200 });
    const evidence = await under(world, jittery, async () => {
      const times: number[] = [];
      for (let n = 0; n < 8; n++) times.push((await alice.asks("GET", "account/whoami")).ms);
      assert.isAtLeast(Math.min(...times), 50);
      assert.isAtLeast(Math.max(...times) - Math.min(...times), 60, "some were slower than others");
    });
    assert.equal(evidence.bites, 8);
  });

  it("narrow link: bytes trickle", async () => {
    const evidence = await under(world, link("clients", "hs1").isNarrow({ kilobytesPerSecond: 10 }), async () => {
      assert.isAtLeast((await alice.asks("GET", ballast)).ms, 600);
    });
    assert.equal(evidence.bites, 1);
    assert.isBelow((await alice.asks("GET", ballast)).ms, 600);
  });

  it("sliced link: one answer comes in many pieces", async () => {
    const sliced = link("clients", "hs1").isSliced({ bytes: 400, delayMs: 20 });
    const evidence = await under(world, sliced, async () => {
      const { json, ms } = await alice.asks("GET", ballast);
      assert.lengthOf(json.text, 8000, "nothing is missing");
      assert.isAtLeast(ms, 200);
    });
    assert.equal(evidence.bites, 1);
  });

  it("slow close: callers of a server that died learn it late", async () => {
    await bob.hears();
    const poll = bob.hears(30_000).catch(() => performance.now());
    await sleep(300); // It is under way by then.
    const evidence = await under(world, link("clients", "hs2").closesSlowly({ ms: 1500 }), async () => {
      const died = performance.now();
      const down = await server("hs2")
        .isKilled()
        .begin({ world, journal: new Journal(), id: "kill", random: new Random(1) });
      try {
        assert.isAtLeast(Number(await poll) - died, 1400);
      } finally {
        await down.heal();
      }
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  for (const [name, fault] of [
    ["link reset", link("clients", "hs1").isReset()],
    ["link breaks", link("clients", "hs1").breaksAfter({ bytes: 100 })],
  ] as const) {
    it(`${name}: connections come about and break`, async () => {
      const evidence = await under(world, fault, () =>
        alice.asks("GET", "account/whoami").then(
          () => assert.fail("answered"),
          () => {},
        ),
      );
      assert.isAtLeast(evidence.bites, 1);
      assert.equal((await alice.asks("GET", "account/whoami")).status, 200);
    });
  }

  it("black hole: nothing is answered, nothing is refused", async () => {
    const evidence = await under(world, link("clients", "hs1").isBlackHole(), () =>
      alice.asks("GET", "account/whoami", undefined, AbortSignal.timeout(500)).then(
        () => assert.fail("answered"),
        (error: Error) => assert.equal(error.name, "TimeoutError", String(error.cause)),
      ),
    );
    assert.isAtLeast(evidence.bites, 1);
  });

  it("black hole: between servers", async () => {
    const evidence = await under(world, link("hs1", "hs2").isBlackHole(), async () => {
      const asked = { device_keys: { [bob.userId]: [] } };
      await alice.asks("POST", "keys/query", asked, AbortSignal.timeout(1000)).then(
        ({ json }) => assert.property(json.failures, "hs2"),
        (error: Error) => assert.equal(error.name, "TimeoutError", String(error.cause)),
      );
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("link flapping: down and up, over and over", async () => {
    const evidence = await under(world, link("clients", "hs1").flaps({ upMs: 150, downMs: 150 }), async () => {
      const outcomes: boolean[] = [];
      for (let n = 0; n < 30; n++) {
        outcomes.push(
          await alice.asks("GET", "account/whoami").then(
            () => true,
            () => false,
          ),
        );
        await sleep(40);
      }
      const changes = outcomes.filter((up, n) => n > 0 && up !== outcomes[n - 1]).length;
      assert.isAtLeast(changes, 3, outcomes.join());
    });
    assert.isAtLeast(evidence.bites, 2);
  });

  it("network swizzled: links clog and come free in turn, and nothing is lost", async () => {
    const evidence = await under(world, network().isSwizzled({ everyMs: 200 }), async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, async (_, n) => {
          await sleep(n * 150);
          const [asker, asked] = n % 2 === 0 ? [alice, bob] : [bob, alice];
          return asker.queriesKeysOf(asked.userId);
        }),
      );
      assert.isTrue(answers.every(({ json }) => Object.keys(json.failures).length === 0));
      assert.isTrue(
        answers.some(({ ms }) => ms >= 200),
        answers.map(({ ms }) => Math.round(ms)).join(),
      );
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("two faults that cut one link: the one that ends does not mend it for the other", async () => {
    const whoami = () => alice.asks("GET", "account/whoami");
    await under(world, link("clients", "hs1").isDown(), async () => {
      const other = await link("clients", "hs1").isDown().begin(faultContext(world));
      await other.heal();
      await whoami().then(
        () => assert.fail("answered"),
        () => {},
      );
    });
    assert.equal((await whoami()).status, 200);
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
        (error: Error) => assert.equal(error.name, "TimeoutError", String(error.cause)),
      );
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("server restarted: cuts what is under way, and is back at the end", async () => {
    await bob.hears();
    const poll = bob.hears(30_000);
    poll.catch(() => {});
    await sleep(500); // It is under way by then.
    const evidence = await under(world, server("hs2").isRestarted(), () =>
      poll.then(
        () => assert.fail("answered"),
        () => {},
      ),
    );
    assert.isAtLeast(evidence.bites, 1);
    assert.equal((await bob.asks("GET", "account/whoami")).status, 200);
  });

  it("server rebuilt: knows nobody, until its old self is back", async () => {
    const evidence = await under(world, server("hs2").isRebuilt(), async () => {
      assert.equal((await bob.asks("GET", "account/whoami")).json.errcode, "M_UNKNOWN_TOKEN");
      await world.server("hs2").register("bob", "another password");
    });
    assert.isAtLeast(evidence.bites, 2);
    assert.equal((await bob.asks("GET", "account/whoami")).json.user_id, bob.userId);
  });

  it("server rolled back: has forgotten what it answered meanwhile, and no more", async () => {
    await alice.tells(bob, "kept");
    await bob.hearsAll(["kept"]);
    const evidence = await under(world, server("hs2").isRolledBack(), () =>
      world.server("hs2").register("forgotten", "a password"),
    );
    assert.isAtLeast(evidence.bites, 1);
    assert.equal((await bob.asks("GET", "account/whoami")).json.user_id, bob.userId);
    await world.server("hs2").register("forgotten", "a password");
  });

  it("server clock wrong: it lives an hour ago, and then in the present", async () => {
    const ahead = async () => {
      const { headers } = await fetch(`${world.server("hs2").clientUrl}/_matrix/client/versions`);
      return (Date.parse(headers.get("date") ?? "") - Date.now()) / 1000;
    };
    const evidence = await under(world, server("hs2").hasWrongClock({ seconds: -3600 }), async () => {
      assert.closeTo(await ahead(), -3600, 5);
    });
    assert.isAtLeast(evidence.bites, 1);
    assert.closeTo(await ahead(), 0, 5);
    assert.equal((await bob.asks("GET", "account/whoami")).json.user_id, bob.userId);
  });

  it("server starved: answers late", async () => {
    const evidence = await under(world, server("hs2").isStarved({ share: 0.02 }), async () => {
      await Promise.all(Array.from({ length: 30 }, () => bob.asks("GET", "account/whoami")));
    });
    assert.isAtLeast(evidence.bites, 1);
  });

  it("server disk slow: what it has to keep takes its time", async () => {
    const keeps = () => bob.asks("PUT", `user/${bob.userId}/account_data/kept`, { text: randomUUID() });
    const evidence = await under(world, server("hs2").hasSlowDisk({ ms: 500 }), async () => {
      assert.isAtLeast((await keeps()).ms, 1500);
    });
    assert.isAtLeast(evidence.bites, 3);
    assert.isBelow((await keeps()).ms, 1500);
  });

  it("server disk full: it cannot keep anything, and answers what it can", async () => {
    const keeps = () => bob.asks("PUT", `user/${bob.userId}/account_data/kept`, { text: randomUUID() });
    const evidence = await under(world, server("hs2").hasFullDisk(), async () => {
      assert.equal((await keeps()).status, 500);
      assert.equal((await bob.asks("GET", "account/whoami")).status, 200);
    });
    assert.isAtLeast(evidence.bites, 1);
    assert.equal((await keeps()).status, 200);
  });

  it("has no bites when nothing met it", async () => {
    const evidence = await under(world, link("hs1", "hs2").isDown(), async () => {});
    assert.equal(evidence.bites, 0);
  });
});

import { assert } from "chai";
import { server } from "../../../harness/faults/index.ts";
import { serverFor } from "../../../harness/run/servers.ts";
import { docker } from "../../../harness/world/docker.ts";
import type { World } from "../../../harness/world/index.ts";
import { faultContext, under } from "../../support/fault.ts";
import { Person, testWorld } from "../../support/world.ts";

const PINS = { homeserver: {}, driver: {} };

describe("Synapse in workers, and another on Postgres", () => {
  let world: World;
  let alice: Person;
  let bob: Person;

  before(async function () {
    this.timeout(10 * 60_000); // The image is built on first use.
    const servers = await Promise.all([
      serverFor("hs1", { ...PINS, workers: true }),
      serverFor("hs2", { ...PINS, database: "postgres" }),
    ]);
    world = await testWorld({ servers });
    [alice, bob] = await Promise.all([Person.at(world, "hs1", "alice"), Person.at(world, "hs2", "bob")]);
  });
  after(() => world?.close());

  /** Both ways, between the servers. */
  async function talk(text: string): Promise<void> {
    await alice.tells(bob, `${text}, bob`);
    await bob.hearsAll([`${text}, bob`]);
    await bob.tells(alice, `${text}, alice`);
    await alice.hearsAll([`${text}, alice`]);
  }

  it("federate, each request with the worker that it belongs to", async () => {
    await talk("hello");
    await alice.queriesKeysOf(bob.userId);
    const log = await world.server("hs1").logTail(500);
    for (const [worker, request] of [
      ["to_device", "PUT /_matrix/client/v3/sendToDevice/"],
      ["synchrotron", "GET /_matrix/client/v3/sync?"],
      ["client_reader", "POST /_matrix/client/v3/keys/query"],
      ["federation_inbound", "PUT /_matrix/federation/v1/send/"],
    ] as const) {
      const answered = log.split("\n").filter((line) => line.includes(`"${request}`));
      assert.isNotEmpty(answered, request);
      for (const line of answered) assert.include(line, ` ${worker}: synapse.access`);
    }
    assert.match(log, /federation_sender: synapse\.federation\.sender\.transaction_manager/);
  });

  it("worker killed: nobody answers for it, and it comes back", async () => {
    const evidence = await under(world, server("hs1").worker("to_device").isKilled(), async () => {
      assert.equal((await alice.tells(bob, "to nobody")).status, 502);
      assert.equal((await alice.asks("GET", "account/whoami")).status, 200);
    });
    assert.match(evidence.detail ?? "", /^to_device ended by SIGKILL; 1 request/);
    assert.equal(evidence.bites, 2);
    await talk("back");
  });

  it("worker killed: what the federation sender would have sent waits for it", async () => {
    const evidence = await under(world, server("hs1").worker("federation_sender").isKilled(), async () => {
      assert.equal((await alice.tells(bob, "later")).status, 200);
      assert.notInclude(await bob.hears(1000), "later");
    });
    assert.match(evidence.detail ?? "", /^federation_sender ended by SIGKILL/);
    await alice.tells(bob, "now");
    assert.includeMembers(await bob.hearsAll(["now"]), ["later", "now"]);
  });

  it("worker restarted: ends in good order, and is there again", async () => {
    const evidence = await under(world, server("hs1").worker("to_device").isRestarted(), async () => {});
    assert.match(evidence.detail ?? "", /^to_device ended (with 0|by SIGTERM)/);
    await talk("once more");
  });

  it("cannot lose the worker of a server that has none, or one that is dead", async () => {
    const fault = (name: string) => server(name).worker("to_device").isKilled().begin(faultContext(world));
    const refusal = (begun: Promise<unknown>) =>
      begun.then(
        () => assert.fail("it began"),
        (error: Error) => error.message,
      );
    assert.match(await refusal(fault("hs2")), /hs2 has no workers: play with --workers/);
    const active = await fault("hs1");
    assert.match(await refusal(fault("hs1")), /to_device does not run/);
    await active.heal();
  });

  it("end, with their last words, when a process of theirs dies unasked", async () => {
    const home = world.server("hs1");
    const ended = docker.getContainer(home.containerId).wait();
    await home.exec(["sh", "-c", "kill -9 $(pidof redis-server)"]);
    assert.equal((await ended).StatusCode, 70);
    assert.match(await home.logTail(5), /redis ended by SIGKILL, unasked: the server ends with it\./);
    await home.start();
    await talk("after the end");
  });

  it("live in the past with all their processes", async () => {
    const evidence = await under(world, server("hs1").hasWrongClock({ seconds: -3600 }), () => talk("an hour ago"));
    assert.isAtLeast(evidence.bites, 2);
  }).timeout(60_000); // Ten processes start twice.

  it("keep their data over SIGTERM, SIGKILL, and a copy of all that is written", async () => {
    await under(world, server("hs2").isStopped(), async () => {});
    await under(world, server("hs2").isKilled(), async () => {});
    await under(world, server("hs1").isRolledBack(), () => world.server("hs1").register("forgotten", "a password"));
    await world.server("hs1").register("forgotten", "a password");
    await talk("all as it was");
  });
});

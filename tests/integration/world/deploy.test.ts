import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { assert } from "chai";
import { Journal } from "../../../harness/journal/index.ts";
import { docker } from "../../../harness/world/docker.ts";
import { cleanAll, type World } from "../../../harness/world/index.ts";
import { RUN_LABEL, WORLD_LABEL } from "../../../harness/world/labels.ts";
import { eventually } from "../../support/eventually.ts";
import { Person, testWorld } from "../../support/world.ts";

const run = promisify(execFile);

/** How many containers and networks carry this label. */
async function labelled(label: string): Promise<number> {
  const filters = JSON.stringify({ label: [label] });
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return containers.length + networks.length;
}

async function failing(deploying: Promise<World>): Promise<string> {
  return await deploying.then(
    async (world) => {
      await world.close();
      return assert.fail("it deployed");
    },
    (error: Error) => error.message,
  );
}

describe("a world", () => {
  it("federates three servers, and is gone when closed", async () => {
    const world = await testWorld({ names: ["hs1", "hs2", "hs3"] });
    try {
      const [alice, bob, carol] = await Promise.all([
        Person.at(world, "hs1", "alice"),
        Person.at(world, "hs2", "bob"),
        Person.at(world, "hs3", "carol"),
      ]);
      for (const [asker, asked] of [
        [alice, bob],
        [bob, carol],
        [carol, alice],
      ] as const) {
        const { json } = await asker.queriesKeysOf(asked.userId);
        assert.isEmpty(json.failures);
      }
      assert.sameMembers([...world.gateway.links], [
        ...["clients->hs1", "clients->hs2", "clients->hs3"],
        ...["hs1->hs2", "hs2->hs1", "hs1->hs3", "hs3->hs1", "hs2->hs3", "hs3->hs2"],
      ] as never);
    } finally {
      await world.close();
    }
    await world.close();
    assert.equal(await labelled(`${WORLD_LABEL}=${world.id}`), 0);
  });

  it("has no way out for its servers, and ports on loopback only", async () => {
    await using world = await testWorld({ names: ["hs1"] });
    const script = "import socket; socket.create_connection(('198.51.100.1', 80), timeout=2)";
    const out = world.server("hs1").exec(["python3", "-c", script]);
    await out.then(
      () => assert.fail("connected"),
      (error: Error) => assert.match(error.message, /unreachable|timed out/i),
    );
    const gateway = docker.getContainer(`${world.id}-gateway`);
    const { NetworkSettings } = await gateway.inspect();
    const published = Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? []);
    assert.isNotEmpty(published);
    for (const { HostIp } of published) assert.equal(HostIp, "127.0.0.1");
  });

  it("lets its servers compute like any other container once they answer", async () => {
    await using world = await testWorld({ names: ["hs1"] });
    const { HostConfig } = await docker.getContainer(`${world.id}-hs1`).inspect();
    assert.equal(HostConfig.CpuShares, 1024);
  });

  it("keeps a client's address over a restart of its server", async () => {
    await using world = await testWorld({ names: ["hs1"] });
    const alice = await Person.at(world, "hs1", "alice");
    const home = world.server("hs1");
    await home.stop();
    await home.stop();
    await home.start();
    await home.start();
    assert.equal((await alice.asks("GET", "account/whoami")).json.user_id, alice.userId);
  });

  it("writes exchanges, server phases and logs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "world-"));
    try {
      await using world = await testWorld({ names: ["hs1"] });
      const journal = new Journal();
      world.attach(journal, folder);
      const alice = await Person.at(world, "hs1", "alice");
      await world.server("hs1").kill();
      await world.server("hs1").start();
      await alice.asks("GET", "account/whoami");
      const phases = journal.entries
        .filter(({ kind }) => kind === "server")
        .map((entry) => "phase" in entry && entry.phase);
      assert.deepEqual(phases, ["killed", "started"]);
      const whoami = await eventually("the exchange", async () =>
        journal.entries.find((entry) => entry.kind === "http" && entry.route === "whoami"),
      );
      assert.deepInclude(whoami, { device: "alice", link: "clients->hs1", status: 200 });
      assert.approximately(whoami.t, journal.now(), 5000);
      const log = await eventually("the log after the restart", async () => {
        const text = readFileSync(join(folder, "hs1.log"), "utf8");
        return /whoami/.test(text) ? text : undefined;
      });
      const lines = log.trimEnd().split("\n");
      assert.lengthOf(new Set(lines), lines.length, "no line twice");
      assert.match(readFileSync(join(folder, "gateway.log"), "utf8"), /ready/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("names the image that is missing, and leaves nothing", async () => {
    const runId = `missing-${process.pid}`;
    const message = await failing(testWorld({ runId, servers: [{ name: "hs1", image: "no-such/image:1" }] }));
    assert.match(message, /no-such\/image:1 of Server hs1 is not on this machine/);
    assert.equal(await labelled(`${RUN_LABEL}=${runId}`), 0);
  });

  it("tells the last words of a server that will not start", async () => {
    const runId = `broken-${process.pid}`;
    const [synapse] = (await docker.listImages({ filters: { reference: ["matrix-e2ee-torture/synapse:*"] } })).flatMap(
      ({ RepoTags }) => RepoTags ?? [],
    );
    const servers = [{ name: "hs1", image: synapse as string, env: { TORTURE_PROFILE: "nonsense" } }];
    const message = await failing(testWorld({ runId, servers }));
    assert.match(message, /^Server hs1 .* did not start: it ended with 64\nIts last lines:\n.*nonsense is unknown/s);
    assert.equal(await labelled(`${RUN_LABEL}=${runId}`), 0);
  });

  it("refuses bad names before it makes anything", async () => {
    for (const name of ["clients", "HS1", "a b", ""]) {
      const message = await failing(testWorld({ names: [name] }));
      assert.match(message, /is no name for a server/);
    }
    assert.match(await failing(testWorld({ names: ["hs1", "hs1"] })), /Two servers have one name/);
  });
});

describe("the reaper", () => {
  const script = new URL("../../support/deploy-and-wait.ts", import.meta.url).pathname;

  async function child(runId: string) {
    const process_ = spawn(process.execPath, [script, runId], { stdio: ["ignore", "pipe", "inherit"] });
    await once(process_.stdout, "data");
    return process_;
  }

  it("removes a run's resources when its harness is killed, and nobody else's", async () => {
    const [doomed, other] = [`doomed-${process.pid}`, `other-${process.pid}`];
    await using world = await testWorld({ names: ["hs1"], runId: other });
    const harness = await child(doomed);
    assert.isAbove(await labelled(`${RUN_LABEL}=${doomed}`), 0);
    harness.kill("SIGKILL");
    await eventually("everything is gone", async () =>
      (await labelled(`${RUN_LABEL}=${doomed}`)) === 0 ? true : undefined,
    );
    assert.isAbove(await labelled(`${WORLD_LABEL}=${world.id}`), 0);
  });

  it("leaves a world that shall go on, which cleaning then finds, unlike that of a live process", async () => {
    const left = `left-${process.pid}`;
    await using world = await testWorld({ names: ["hs1"] });
    const { stdout } = await run(process.execPath, [script, left, "leave"]);
    assert.match(stdout, /deployed/);
    assert.isAbove(await labelled(`${RUN_LABEL}=${left}`), 0);
    await cleanAll();
    assert.equal(await labelled(`${RUN_LABEL}=${left}`), 0);
    assert.isAbove(await labelled(`${WORLD_LABEL}=${world.id}`), 0);
  });
});

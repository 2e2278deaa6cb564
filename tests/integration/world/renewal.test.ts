import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { assert } from "chai";
import { Journal } from "../../../harness/journal/index.ts";
import type { World } from "../../../harness/world/index.ts";
import { eventually } from "../../support/eventually.ts";
import { Person, testWorld } from "../../support/world.ts";

/** The keys by which other servers know this one. */
async function signingKeysOf(world: World, name: string): Promise<unknown> {
  const { hostname } = new URL(await world.server(name).directUrl());
  // The certificate is for the server's name, and of no interest here.
  const request = get({ hostname, port: 8448, path: "/_matrix/key/v2/server", rejectUnauthorized: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return ((await json(response)) as { verify_keys: object }).verify_keys;
}

describe("a renewed world", () => {
  let folder: string;
  let world: World;
  let renewed: World;
  let alice: Person;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "torture-renewal-"));
    world = await testWorld();
    alice = await Person.at(world, "hs1", "alice");
    const bob = await Person.at(world, "hs2", "bob");
    assert.equal((await bob.queriesKeysOf(alice.userId)).status, 200);
    await world.gateway.addRule({ route: "login" }, { do: "fail", status: 500 }, "f1");
    await world.gateway.link("hs1->hs2").cut("f2");
    renewed = await world.renewed();
  });
  after(async () => {
    await renewed?.close();
    rmSync(folder, { recursive: true });
  });

  it("is in the same containers, and takes less time than a new one", () => {
    assert.equal(renewed.server("hs1").containerId, world.server("hs1").containerId);
    assert.isBelow(renewed.deployMs, world.deployMs);
  });

  it("knows nobody who was there before", async () => {
    const reply = await alice.asks("GET", "account/whoami");
    assert.equal(reply.status, 401);
    assert.equal(reply.json.errcode, "M_UNKNOWN_TOKEN");
  });

  it("has no rule and no cut left", async () => {
    const { rules, held, proxies } = await renewed.gateway.state();
    assert.deepEqual({ rules, held }, { rules: 0, held: 0 });
    assert.isTrue(Object.values(proxies).every(({ enabled, toxics }) => enabled && toxics.length === 0));
  });

  it("takes no orders for the world before", async () => {
    const late = world.gateway.addRule({ route: "login" }, { do: "fail", status: 500 }, "late");
    const error = await late.then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    assert.equal(error, "This world is over.");
  });

  it("federates, with the same names for other people", async () => {
    const again = await Person.at(renewed, "hs1", "alice");
    const bob = await Person.at(renewed, "hs2", "bob");
    await bob.publishesKeys();
    const reply = await again.queriesKeysOf(bob.userId);
    assert.isEmpty(reply.json.failures);
    assert.deepEqual(Object.keys(reply.json.device_keys[bob.userId]), ["BOB"]);
  });

  it("tells nothing of the world before", async () => {
    const journal = new Journal(join(folder, "journal.ndjson"));
    renewed.attach(journal, join(folder, "logs"));
    await Person.at(renewed, "hs1", "carol");
    const log = () => readFileSync(join(folder, "logs/hs1.log"), "utf8");
    await eventually("carol's login is in the log", async () => log().includes("@carol:hs1") || undefined);
    assert.lengthOf(log().match(/Got login request/g) ?? [], 2, "alice's, carol's, and not that of before");
    await journal.close();
  });

  it("has servers with keys of their own", async () => {
    const before = await signingKeysOf(renewed, "hs1");
    renewed = await renewed.renewed();
    assert.notDeepEqual(await signingKeysOf(renewed, "hs1"), before);
  });

  it("is to be had when a server was stopped, killed or paused, and is back", async () => {
    const server = renewed.server("hs2");
    for (const [away, back] of [
      [() => server.pause(), () => server.unpause()],
      [() => server.stop(), () => server.start()],
      [() => server.kill(), () => server.start()],
    ] as const) {
      await away();
      assert.isFalse(renewed.isRenewable);
      await back();
      assert.isTrue(renewed.isRenewable);
    }
    await Person.at(renewed, "hs2", "dan");
    renewed = await renewed.renewed();
    await Person.at(renewed, "hs2", "dan");
  });

  it("is not to be had once a container was touched", async () => {
    await renewed.server("hs2").exec(["true"]);
    assert.isFalse(renewed.isRenewable);
  });
});

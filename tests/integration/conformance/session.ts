import { assert } from "chai";
import { ErrorCode, PROTOCOL_VERSION } from "../../../harness/cast/protocol.ts";
import { DriverError } from "../../../harness/cast/rpc/errors.ts";
import { type Actor, PASSWORD, type Stage } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";

export function session({ test }: Conformance): void {
  test([], "hello tells protocol, versions and the kind's capabilities", async (stage) => {
    const { hello } = (await stage.client("alice")).driver;
    assert.equal(hello.protocol, PROTOCOL_VERSION);
    assert.isNotEmpty(hello.driver);
    assert.isNotEmpty(hello.versions);
    assert.sameMembers(hello.capabilities, [...stage.kind.capabilities]);
    assert.deepEqual(hello.versions, await stage.kind.versions());
  });

  test([], "an unknown method is answered with -32601, and so is nothing lost", async (stage) => {
    const alice = await stage.client("alice");
    const error = await failure(alice.call("flyToTheMoon" as "hello", {}));
    assert.equal(error.code, ErrorCode.noSuchMethod);
    assert.equal((await alice.call("hello", {})).protocol, PROTOCOL_VERSION);
  });

  test([], "a call without a session is an error that names device and method", async (stage) => {
    const alice = await stage.client("alice");
    const error = await failure(alice.call("startSync", {}));
    assert.match(error.message, /^alice: "startSync" failed: /);
  });

  test([], "login returns once the device keys and the one-time keys are on the server", async (stage) => {
    const alice = await stage.actor("alice", { deviceId: "ALICEPHONE", sync: false });
    assert.equal(alice.session.deviceId, "ALICEPHONE");
    const { keys } = await uploadedKeys(stage, alice);
    assert.equal(keys["ed25519:ALICEPHONE"], alice.session.ed25519);
    assert.equal(keys["curve25519:ALICEPHONE"], alice.session.curve25519);
    assert.isAtLeast(await oneTimeKeyCount(stage, alice), 1);
  });

  test([], "login does not sync and sets up no cross-signing", async (stage) => {
    const alice = await stage.actor("alice", { sync: false });
    assert.isEmpty(alice.told("syncState"));
    assert.notProperty((await keyQuery(stage, alice)).master_keys ?? {}, alice.userId);
  });

  test([], "a login with a wrong password fails for certain, and can be tried again", async (stage) => {
    const alice = await stage.client("alice");
    const user = await stage.server.register(`alice-${Date.now()}`, PASSWORD);
    const params = { homeserverUrl: stage.server.url, user, storePath: alice.storePath };
    const error = await failure(alice.call("login", { ...params, password: "wrong" }));
    assert.equal(error.code, ErrorCode.failed);
    assert.equal((await alice.call("login", { ...params, password: PASSWORD })).userId, user);
  });

  test(["mutations"], "a mutation that the driver does not know is refused", async (stage) => {
    const alice = await stage.client("alice");
    const user = await stage.server.register(`alice-${Date.now()}`, PASSWORD);
    const params = { homeserverUrl: stage.server.url, user, password: PASSWORD, storePath: alice.storePath };
    const error = await failure(alice.call("login", { ...params, options: { mutation: "no-such-defect" } }));
    assert.equal(error.code, ErrorCode.invalidParams);
  });

  test([], "a login that no server answers has an unknown outcome", async (stage) => {
    const alice = await stage.client("alice");
    const params = {
      homeserverUrl: "http://127.0.0.1:9",
      user: "alice",
      password: PASSWORD,
      storePath: alice.storePath,
    };
    assert.equal((await failure(alice.call("login", params))).code, ErrorCode.unknownOutcome);
  });

  test([], "startSync returns once the initial sync is processed", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const bob2 = await stage.actor("bob2", { of: bob });
    assert.deepEqual(await bob2.call("members", { roomId }), {
      members: { [alice.userId]: "join", [bob.userId]: "join" },
      encrypted: true,
    });
    assert.equal(bob2.told("syncState").at(-1)?.state, "running");
  });

  test([], "after stopSync nothing comes in, and startSync brings what was missed", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await bob.call("stopSync", {});
    await bob.hears("syncState", ({ state }) => state === "stopped", "that syncing stopped");
    const eventId = await alice.says("while you were out", roomId);
    await alice.shows(eventId, "decrypted");
    assert.notInclude(
      bob.told("timeline").map((e) => e.eventId),
      eventId,
    );
    await bob.call("startSync", {});
    await bob.reads("while you were out");
  });

  test([], "logout takes the device off the server", async (stage) => {
    const alice = await stage.actor("alice");
    const other = await stage.actor("other", { of: alice });
    await other.call("logout", {});
    assert.deepEqual(await deviceIds(stage, alice), [alice.session.deviceId]);
  });

  test([], "deleteDevice takes another device off the server", async (stage) => {
    const alice = await stage.actor("alice");
    const other = await stage.actor("other", { of: alice, sync: false });
    await alice.call("deleteDevice", { deviceId: other.session.deviceId, password: PASSWORD });
    assert.deepEqual(await deviceIds(stage, alice), [alice.session.deviceId]);
  });
}

/** The error of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<DriverError> {
  try {
    const result = await call;
    throw new Error(`expected an error, but got ${JSON.stringify(result)}`);
  } catch (error) {
    assert.instanceOf(error, DriverError);
    return error as DriverError;
  }
}

export function keyQuery(stage: Stage, actor: Actor, userId = actor.userId) {
  return stage.request(actor, "POST", "/keys/query", { device_keys: { [userId]: [] } });
}

export async function uploadedKeys(stage: Stage, actor: Actor) {
  return (await keyQuery(stage, actor)).device_keys[actor.userId][actor.session.deviceId];
}

export async function oneTimeKeyCount(stage: Stage, actor: Actor): Promise<number> {
  return (await stage.request(actor, "POST", "/keys/upload", {})).one_time_key_counts.signed_curve25519 ?? 0;
}

async function deviceIds(stage: Stage, actor: Actor): Promise<string[]> {
  return (await stage.request(actor, "GET", "/devices")).devices.map((one: { device_id: string }) => one.device_id);
}

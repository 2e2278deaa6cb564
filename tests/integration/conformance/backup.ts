import { assert } from "chai";
import type { Actor, Stage } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";
import { failure } from "./session.ts";

export function backup({ test }: Conformance): void {
  test(["backup"], "enableBackup returns once the known keys are on the server", async (stage) => {
    const alice = await stage.actor("alice");
    const roomId = await stage.room(alice, []);
    await alice.says("to be kept", roomId);
    assert.deepEqual(await alice.call("backupStatus", {}), { enabled: false });
    const { version } = await alice.call("enableBackup", { password: alice.password });
    assert.deepEqual(await alice.call("backupStatus", {}), { enabled: true, version });
    assert.equal(await backedUp(stage, alice, version), 1);
  });

  test(["backup"], "waitForBackup returns once new keys are on the server too", async (stage) => {
    const alice = await stage.actor("alice");
    const { version } = await alice.call("enableBackup", { password: alice.password });
    const roomId = await stage.room(alice, []);
    await alice.says("to be kept", roomId);
    const { count } = await alice.call("waitForBackup", {});
    assert.equal(count, 1);
    assert.equal(await backedUp(stage, alice, version), 1);
  });

  test(["backup"], "a new device reads old messages, and can sign, with the recovery key", async (stage) => {
    const alice = await stage.actor("alice");
    const roomId = await stage.room(alice, []);
    const eventId = await alice.says("old times", roomId);
    const { recoveryKey, version } = await alice.call("enableBackup", { password: alice.password });
    const { session } = await alice.reads("old times");

    const alice2 = await stage.actor("alice2", { of: alice });
    await alice2.shows(eventId, "utd");
    assert.deepEqual(await alice2.call("restoreBackup", { recoveryKey }), { imported: 1, version });
    await alice2.shows(eventId, "decrypted");
    const key = await alice2.hears("roomKey", (e) => e.session === session, "of the restored key");
    assert.include(["backup", "unknown", undefined], key.source);
    const status = await alice2.call("crossSigningStatus", {});
    assert.deepEqual(status, { hasMaster: true, hasPrivateKeys: true, ownDeviceSigned: true });
    assert.deepEqual(await alice2.call("backupStatus", {}), { enabled: true, version });
  });

  test(["backup"], "a wrong recovery key is refused", async (stage) => {
    const [alice, bob] = await stage.pair();
    await alice.call("enableBackup", { password: alice.password });
    const { recoveryKey } = await bob.call("enableBackup", { password: bob.password });
    const alice2 = await stage.actor("alice2", { of: alice });
    await failure(alice2.call("restoreBackup", { recoveryKey }));
    assert.isFalse((await alice2.call("backupStatus", {})).enabled);
  });

  test(["backup"], "resetBackup makes another, with all keys in it", async (stage) => {
    const alice = await stage.actor("alice");
    const roomId = await stage.room(alice, []);
    await alice.says("to be kept", roomId);
    const first = await alice.call("enableBackup", { password: alice.password });
    const second = await alice.call("resetBackup", { password: alice.password });
    assert.notEqual(second.version, first.version);
    assert.equal(await backedUp(stage, alice, second.version), 1);
    assert.equal((await stage.request(alice, "GET", "/room_keys/version")).version, second.version);
    const alice2 = await stage.actor("alice2", { of: alice });
    assert.equal((await alice2.call("restoreBackup", { recoveryKey: second.recoveryKey })).imported, 1);
  });

  test(["dehydration", "backup"], "a dehydrated device receives for a user who is away", async (stage) => {
    const [alice, bob] = await stage.pair();
    const { recoveryKey } = await alice.call("enableBackup", { password: alice.password });
    await alice.call("startDehydration", { recoveryKey, createNewKey: true, rehydrate: false });
    const roomId = await stage.room(alice, [bob]);
    await bob.call("devices", { userId: alice.userId, refresh: true });
    await alice.call("logout", {});
    const eventId = await bob.says("while you are away", roomId);

    const alice2 = await stage.actor("alice2", { of: alice });
    await alice2.call("restoreBackup", { recoveryKey });
    await alice2.call("startDehydration", { recoveryKey, createNewKey: false, rehydrate: true });
    await alice2.shows(eventId, "decrypted");
  });
}

async function backedUp(stage: Stage, actor: Actor, version: string): Promise<number> {
  return (await stage.request(actor, "GET", `/room_keys/version/${version}`)).count;
}

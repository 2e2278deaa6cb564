import { assert } from "chai";
import type { Stage } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";
import { uploadedKeys } from "./session.ts";

export function stores({ test }: Conformance): void {
  test(["restart"], "a device is taken up again after a graceful stop", (stage) =>
    comesBack(stage, (driver) => driver.close()),
  );

  test(["sigkill"], "a device is taken up again after SIGKILL", (stage) => comesBack(stage, (driver) => driver.kill()));
}

async function comesBack(
  stage: Stage,
  end: (driver: { close(): Promise<void>; kill(): Promise<void> }) => Promise<void>,
): Promise<void> {
  const [alice, bob] = await Promise.all([stage.actor("alice"), stage.actor("bob", { ownProcess: true })]);
  const roomId = await stage.room(alice, [bob]);
  const before = await alice.says("before", roomId);
  await bob.reads("before");
  await end(bob.driver);
  await alice.says("meanwhile", roomId);
  const again = await stage.restored(bob);
  assert.deepEqual(again.session, bob.session);
  await again.call("startSync", {});
  await again.reads("meanwhile");
  assert.equal((await again.call("event", { roomId, eventId: before })).body, "before");
  await again.says("I am back", roomId);
  await alice.reads("I am back");
  assert.equal((await uploadedKeys(stage, again)).keys[`ed25519:${bob.session.deviceId}`], bob.session.ed25519);
}

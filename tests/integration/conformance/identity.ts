import { assert } from "chai";
import { eventually } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";
import { devicesOf, seesVerified } from "./devices.ts";
import { keyQuery, uploadedKeys } from "./session.ts";
import { verifyBySas } from "./verification.ts";

export function identity({ test }: Conformance): void {
  test(
    ["crossSigning"],
    "bootstrapCrossSigning returns once the keys and the own signature are uploaded",
    async (stage) => {
      const alice = await stage.actor("alice");
      const none = await alice.call("crossSigningStatus", {});
      assert.deepEqual(none, { hasMaster: false, hasPrivateKeys: false, ownDeviceSigned: false });

      await alice.call("bootstrapCrossSigning", { password: alice.password });
      const keys = await keyQuery(stage, alice);
      const [selfSigning] = Object.keys(keys.self_signing_keys[alice.userId].keys);
      assert.property(keys.master_keys, alice.userId);
      assert.property((await uploadedKeys(stage, alice)).signatures[alice.userId], selfSigning as string);
      const all = await alice.call("crossSigningStatus", {});
      assert.deepEqual(all, { hasMaster: true, hasPrivateKeys: true, ownDeviceSigned: true });
    },
  );

  test(["crossSigning"], "another user sees that a device is signed by its owner", async (stage) => {
    const [alice, bob] = await stage.pair();
    await stage.room(alice, [bob]);
    await bob.call("bootstrapCrossSigning", { password: bob.password });
    const device = (await devicesOf(alice, bob)).get(bob.session.deviceId);
    assert.include(device, { crossSigned: true, verified: false });
  });

  test(["identityReset"], "a reset gives new keys, and the own device is signed again", async (stage) => {
    const alice = await stage.actor("alice");
    await alice.call("bootstrapCrossSigning", { password: alice.password });
    const before = (await keyQuery(stage, alice)).master_keys[alice.userId].keys;
    await alice.call("resetIdentity", { password: alice.password });
    const after = (await keyQuery(stage, alice)).master_keys[alice.userId].keys;
    assert.notDeepEqual(after, before);
    assert.isTrue((await alice.call("crossSigningStatus", {})).ownDeviceSigned);
  });

  test(
    ["identityReset", "verification"],
    "who verified a user sees the reset as a violation, and can accept it",
    async (stage) => {
      const [alice, bob] = await stage.pair();
      const roomId = await stage.room(alice, [bob]);
      for (const one of [alice, bob]) await one.call("bootstrapCrossSigning", { password: one.password });
      await verifyBySas(alice, bob, roomId);
      await seesVerified(alice, bob);
      const status = (withdraw = false) => alice.call("identityStatus", { userId: bob.userId, withdraw });
      await eventually("a verified identity", status, ({ verified, violation }) => verified && !violation);

      await bob.call("resetIdentity", { password: bob.password });
      await devicesOf(alice, bob);
      assert.deepEqual(await status(), { verified: false, violation: true });
      assert.deepEqual(await status(true), { verified: false, violation: false });
    },
  );
}

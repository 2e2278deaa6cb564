import { assert } from "chai";
import { type Actor, eventually } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";

export function devices({ test }: Conformance): void {
  test([], "devices of a user are told with their keys, fresh when asked for", async (stage) => {
    const [alice, bob] = await stage.pair();
    await stage.room(alice, [bob]);
    const bob2 = await stage.actor("bob2", { of: bob, sync: false });
    const known = await devicesOf(alice, bob);
    for (const device of [bob, bob2]) {
      const { ed25519, curve25519, deviceId } = device.session;
      assert.include(known.get(deviceId), { ed25519, curve25519, verified: false, crossSigned: false });
    }
  });

  test(["blacklist"], "a blacklisted device gets no keys, and the others do", async (stage) => {
    const [alice, bob] = await stage.pair();
    const bob2 = await stage.actor("bob2", { of: bob });
    const roomId = await stage.room(alice, [bob]);
    await devicesOf(alice, bob);
    await alice.call("blacklistDevice", { userId: bob.userId, deviceId: bob2.session.deviceId });
    const eventId = await alice.says("not for the second device", roomId);
    await bob.reads("not for the second device");
    await bob2.shows(eventId, "utd");
  });

  test(
    ["isolation"],
    "a device that is not signed by its owner is shut out by excludeInsecureDevices",
    async (stage) => {
      const bob = await stage.actor("bob");
      const alice = await stage.actor("alice", { options: { excludeInsecureDevices: true } });
      await alice.call("bootstrapCrossSigning", { password: alice.password });
      const roomId = await stage.room(alice, [bob]);
      const heard = await bob.says("from an unsigned device", roomId);
      await alice.shows(heard, "utd");
      const said = await alice.says("not for unsigned devices", roomId);
      await bob.shows(said, "utd");
    },
  );

  test(["crossSigning"], "an unverified device gets no keys with onlyVerifiedDevices", async (stage) => {
    const bob = await stage.actor("bob");
    const alice = await stage.actor("alice", { options: { onlyVerifiedDevices: true } });
    const roomId = await stage.room(alice, [bob]);
    await bob.shows(await alice.says("for the verified", roomId), "utd");
  });
}

export async function devicesOf(asking: Actor, { userId }: Actor) {
  const { devices } = await asking.call("devices", { userId, refresh: true });
  return new Map(devices.map((device) => [device.deviceId, device]));
}

/** Once the signatures that a verification leaves have come through the server. */
export function seesVerified(seeing: Actor, other: Actor) {
  const verified = async () => (await devicesOf(seeing, other)).get(other.session.deviceId)?.verified;
  return eventually(`${seeing.name} to see ${other.name} verified`, verified, Boolean);
}

import { assert } from "chai";
import type { Events } from "../../../harness/cast/protocol.ts";
import type { Actor } from "../../support/stage.ts";
import type { Conformance } from "../conformance.ts";

const ANYBODY_CALLS = { "org.matrix.msc3401.call.member": 0 };

export function rtc({ test }: Conformance): void {
  test(["rtc"], "two devices in a call have each other's media key", async (stage) => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob], { eventPowerLevels: ANYBODY_CALLS });
    await alice.call("rtcJoin", { roomId });
    await bob.call("rtcJoin", { roomId });
    await Promise.all([alice, bob].map((one) => seesMembers(one, roomId, [alice, bob])));
    for (const [owner, other] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const own = await keyOf(owner, owner, roomId);
      const got = await keyOf(other, owner, roomId);
      assert.equal(got.keyHash, own.keyHash);
      assert.equal(got.index, own.index);
    }
    await bob.call("rtcLeave", { roomId });
    await seesMembers(alice, roomId, [alice], 1);
  });
}

function keyOf(hearing: Actor, owner: Actor, roomId: string): Promise<Events["rtcKey"]> {
  const { userId, deviceId } = owner.session;
  const fits = (e: Events["rtcKey"]) => e.roomId === roomId && e.userId === userId && e.deviceId === deviceId;
  return hearing.hears("rtcKey", fits, `the media key of ${owner.name}`);
}

/** @param after how many reports with more members came before */
function seesMembers(seeing: Actor, roomId: string, members: Actor[], after = 0): Promise<Events["rtcMembers"]> {
  const wanted = members.map(({ session }) => session.deviceId).sort();
  const fits = (e: Events["rtcMembers"]) => {
    const now = e.members.map(({ deviceId }) => deviceId).sort();
    const earlier = seeing.told("rtcMembers").indexOf(e);
    return e.roomId === roomId && earlier >= after && JSON.stringify(now) === JSON.stringify(wanted);
  };
  return seeing.hears("rtcMembers", fits, `${members.length} in the call`);
}

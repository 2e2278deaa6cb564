import { type CallMembership, MatrixRTCSessionEvent } from "matrix-js-sdk/lib/matrixrtc/index.js";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";
import { until } from "../until.ts";
import { knownRoom } from "./rooms.ts";

export const rtc = (context: Context): Handlers => ({
  rtcJoin: async ({ roomId }) => {
    const { userId, deviceId, rtc: sessions, sync } = context.device;
    const session = sessions.of(await sync.joinedRoom(roomId));
    session.joinRoomSession([], undefined, JOIN);
    const isOwn = (membership: CallMembership) => membership.sender === userId && membership.deviceId === deviceId;
    const joined = () => (session.memberships.some(isOwn) ? true : undefined);
    await until("this device to be in the call", session, [MatrixRTCSessionEvent.MembershipsChanged], joined);
    return {};
  },

  rtcLeave: async ({ roomId }) => {
    await context.device.rtc.of(knownRoom(context, roomId)).leaveRoomSession();
    return {};
  },
});

/** Media keys by to-device messages, as Element Call has them; from 41 on there is no other way. */
const JOIN = { manageMediaKeys: true, useExperimentalToDeviceTransport: true };

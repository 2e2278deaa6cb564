import { EventType, type ICreateRoomOpts, type ICreateRoomStateEvent, Preset, type Room } from "matrix-js-sdk";
import type { RoomEncryptionEventContent } from "matrix-js-sdk/lib/@types/state_events.js";
import type { RoomOptions } from "../../../protocol.ts";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Handlers } from "../../../rpc/server.ts";
import type { Context } from "../context.ts";

type Rotation = Pick<RoomOptions, "rotationPeriodMs" | "rotationPeriodMsgs">;

export const rooms = (context: Context): Handlers => ({
  createRoom: async (options) => {
    const { client, sync } = context.device;
    const { room_id: roomId } = await client.createRoom(creation(options));
    if (options.encrypted) sync.madeEncrypted(roomId);
    return { roomId };
  },

  invite: async ({ roomId, userId }) => {
    // Both options of MSC4268 are always on from 41.5 on.
    await context.device.client.invite(roomId, userId, { shareEncryptedHistory: true });
    return {};
  },

  join: async ({ roomId, via }) => {
    await context.device.client.joinRoom(roomId, { acceptSharedHistory: true, ...(via && { viaServers: via }) });
    return {};
  },

  knock: async ({ roomId, via }) => {
    await context.device.client.knockRoom(roomId, via && { viaServers: via });
    return {};
  },

  leave: async ({ roomId }) => {
    await context.device.client.leave(roomId);
    return {};
  },

  kick: async ({ roomId, userId }) => {
    await context.device.client.kick(roomId, userId);
    return {};
  },

  ban: async ({ roomId, userId }) => {
    await context.device.client.ban(roomId, userId);
    return {};
  },

  unban: async ({ roomId, userId }) => {
    await context.device.client.unban(roomId, userId);
    return {};
  },

  enableEncryption: async ({ roomId, ...rotation }) => {
    const { client, sync } = context.device;
    await client.sendStateEvent(roomId, EventType.RoomEncryption, encryption(rotation), "");
    sync.madeEncrypted(roomId);
    return {};
  },

  setHistoryVisibility: async ({ roomId, visibility }) => {
    const content = { history_visibility: visibility };
    await context.device.client.sendStateEvent(roomId, EventType.RoomHistoryVisibility, content as never, "");
    return {};
  },

  members: async ({ roomId }) => {
    const room = knownRoom(context, roomId);
    await room.loadMembersIfNeeded();
    const members = room.currentState.getMembers().map(({ userId, membership }) => [userId, membership ?? "leave"]);
    return { members: Object.fromEntries(members), encrypted: room.hasEncryptionStateEvent() };
  },
});

/** @throws MethodError when no sync has brought it yet */
export function knownRoom({ device }: Context, roomId: string): Room {
  const room = device.client.getRoom(roomId);
  if (!room) throw new MethodError(ErrorCode.failed, `this device does not know room ${roomId}`);
  return room;
}

function creation(options: RoomOptions): ICreateRoomOpts {
  const { name, invite, roomVersion, historyVisibility, joinRule, encrypted, eventPowerLevels } = options;
  const state: ICreateRoomStateEvent[] = [];
  const set = (type: EventType, content: object) => state.push({ type, state_key: "", content });
  if (encrypted) set(EventType.RoomEncryption, encryption(options));
  if (historyVisibility) set(EventType.RoomHistoryVisibility, { history_visibility: historyVisibility });
  if (joinRule) set(EventType.RoomJoinRules, { join_rule: joinRule });
  return {
    preset: Preset.PrivateChat,
    initial_state: state,
    ...(name && { name }),
    ...(invite && { invite }),
    ...(roomVersion && { room_version: roomVersion }),
    ...(eventPowerLevels && { power_level_content_override: { events: { ...GUARDED, ...eventPowerLevels } } }),
  };
}

/** What a server guards by itself, which an override of event power levels would open. */
const GUARDED = {
  [EventType.RoomPowerLevels]: 100,
  [EventType.RoomEncryption]: 100,
  [EventType.RoomHistoryVisibility]: 100,
  [EventType.RoomServerAcl]: 100,
  [EventType.RoomTombstone]: 100,
};

const encryption = ({ rotationPeriodMs, rotationPeriodMsgs }: Rotation): RoomEncryptionEventContent => ({
  algorithm: "m.megolm.v1.aes-sha2",
  ...(rotationPeriodMs !== undefined && { rotation_period_ms: rotationPeriodMs }),
  ...(rotationPeriodMsgs !== undefined && { rotation_period_msgs: rotationPeriodMsgs }),
});

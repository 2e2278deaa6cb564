import type { RoomOptions } from "../../protocol.ts";
import type { Handlers } from "../../rpc/server.ts";
import type { Json } from "../matrix/homeserver.ts";
import type { Context } from "./context.ts";

export const membership = (context: Context): Handlers => {
  const post = async (path: string[], body: Json = {}, via: string[] = []) => {
    const query = via[0] === undefined ? {} : { via: via[0], server_name: via[0] };
    await context.device.server.request("POST", path, { body, query });
    return {};
  };
  const setState = async (roomId: string, type: string, body: Json) => {
    await context.device.server.request("PUT", ["rooms", roomId, "state", type, ""], { body });
    return {};
  };
  const of = (roomId: string, action: string) => ["rooms", roomId, action];
  return {
    createRoom: async (options) => {
      const answer = await context.device.server.json("POST", ["createRoom"], { body: creation(options) });
      const roomId = String(answer.room_id);
      if (options.encrypted) context.device.rooms.expectEncryption(roomId);
      return { roomId };
    },
    invite: ({ roomId, userId }) => post(of(roomId, "invite"), { user_id: userId }),
    join: ({ roomId, via }) => post(["join", roomId], {}, via),
    knock: ({ roomId, via }) => post(["knock", roomId], {}, via),
    leave: ({ roomId }) => post(of(roomId, "leave")),
    kick: ({ roomId, userId }) => post(of(roomId, "kick"), { user_id: userId }),
    ban: ({ roomId, userId }) => post(of(roomId, "ban"), { user_id: userId }),
    unban: ({ roomId, userId }) => post(of(roomId, "unban"), { user_id: userId }),
    setHistoryVisibility: ({ roomId, visibility }) =>
      setState(roomId, "m.room.history_visibility", { history_visibility: visibility }),
    enableEncryption: async ({ roomId, ...rotation }) => {
      await setState(roomId, "m.room.encryption", encryption(rotation));
      context.device.rooms.expectEncryption(roomId);
      return {};
    },
    members: async ({ roomId }) => {
      const room = context.device.rooms.known(roomId);
      return { members: Object.fromEntries(room.members), encrypted: room.encryption !== undefined };
    },
  };
};

function creation(options: RoomOptions): Json {
  const { name, invite, roomVersion, historyVisibility, joinRule, encrypted, eventPowerLevels } = options;
  const state: Json[] = [];
  const set = (type: string, content: Json) => state.push({ type, state_key: "", content });
  if (encrypted) set("m.room.encryption", encryption(options));
  if (historyVisibility) set("m.room.history_visibility", { history_visibility: historyVisibility });
  if (joinRule) set("m.room.join_rules", { join_rule: joinRule });
  return {
    preset: "private_chat",
    initial_state: state,
    ...(name && { name }),
    ...(invite && { invite }),
    ...(roomVersion && { room_version: roomVersion }),
    ...(eventPowerLevels && { power_level_content_override: { events: { ...GUARDED, ...eventPowerLevels } } }),
  };
}

/** What a server guards by itself, which an override of event power levels would open. */
const GUARDED = {
  "m.room.power_levels": 100,
  "m.room.encryption": 100,
  "m.room.history_visibility": 100,
  "m.room.server_acl": 100,
  "m.room.tombstone": 100,
};

const encryption = (rotation: Pick<RoomOptions, "rotationPeriodMs" | "rotationPeriodMsgs">): Json => ({
  algorithm: "m.megolm.v1.aes-sha2",
  ...(rotation.rotationPeriodMs !== undefined && { rotation_period_ms: rotation.rotationPeriodMs }),
  ...(rotation.rotationPeriodMsgs !== undefined && { rotation_period_msgs: rotation.rotationPeriodMsgs }),
});

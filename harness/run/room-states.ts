import type { Journal, RoomStateEntry, SentEntry } from "../journal/index.ts";
import type { Actor } from "../story/actor.ts";
import type { Company } from "../story/casting.ts";
import { request } from "../story/request.ts";

interface StateEvent {
  event_id: string;
  type: string;
  state_key?: string;
  content: Record<string, unknown>;
}

/**
 * Asks each sender's server who was in the room at each message, and records it. What a server cannot
 * answer is left out; the oracles then know less.
 * Source: `GET /_matrix/client/v3/rooms/{roomId}/context/{eventId}`.
 */
export async function recordRoomStates(journal: Journal, company: Company): Promise<void> {
  const sent = journal.entries.filter((entry) => entry.kind === "sent");
  await Promise.all(sent.map((message) => recordRoomState(journal, message, witnesses(message, company))));
}

/** The sender, and whoever else can ask the sender's server, should the sender have logged out or left. */
function witnesses({ device }: SentEntry, { actors }: Company): Actor[] {
  const sender = actors.find(({ name }) => name === device);
  const neighbours = actors.filter((actor) => actor.device.spec.server === sender?.device.spec.server);
  return [...new Set([...(sender ? [sender] : []), ...neighbours])];
}

async function recordRoomState(journal: Journal, { room, event }: SentEntry, witnesses: Actor[]): Promise<void> {
  for (const witness of witnesses) {
    const state = await fetchStateAt(witness, room, event);
    if (!state) continue;
    const late = await isOfNow(witness, room, state);
    journal.write({ kind: "roomState", room, event, ...summarise(state), ...(late && { late: true }) });
    return;
  }
}

/** Whether the server tells the state of now, whatever event it is asked for: at its creation a room has no members. */
async function isOfNow(witness: Actor, room: string, state: StateEvent[]): Promise<boolean> {
  const creation = state.find(({ type }) => type === "m.room.create");
  const first = creation && (await fetchStateAt(witness, room, creation.event_id));
  return first?.some(({ type }) => type === "m.room.member") ?? false;
}

async function fetchStateAt({ device }: Actor, room: string, event: string): Promise<StateEvent[] | undefined> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/context/${encodeURIComponent(event)}?limit=0`;
  try {
    return (await request<{ state: StateEvent[] }>(device, "GET", path)).state;
  } catch {
    return undefined;
  }
}

function summarise(state: StateEvent[]): Pick<RoomStateEntry, "members" | "historyVisibility" | "encryption"> {
  const members: RoomStateEntry["members"] = {};
  for (const { type, state_key, content } of state) {
    if (type === "m.room.member" && state_key) members[state_key] = content.membership as "join";
  }
  const content = (type: string) => state.find((event) => event.type === type)?.content;
  const encryption = content("m.room.encryption");
  return {
    members,
    historyVisibility: (content("m.room.history_visibility")?.history_visibility as "shared") ?? "shared",
    ...(encryption && {
      encryption: {
        algorithm: String(encryption.algorithm),
        ...(typeof encryption.rotation_period_ms === "number" && { rotationPeriodMs: encryption.rotation_period_ms }),
        ...(typeof encryption.rotation_period_msgs === "number" && {
          rotationPeriodMsgs: encryption.rotation_period_msgs,
        }),
      },
    }),
  };
}

import type { Journal, RoomStateEntry, SentEntry } from "../journal/index.ts";
import type { Actor } from "../story/actor.ts";
import type { Company } from "../story/casting.ts";
import { request } from "../story/request.ts";

interface StateEvent {
  type: string;
  state_key?: string;
  content: Record<string, unknown>;
}

/**
 * Asks each sender's server who was in the room at each message, and records it. What a server cannot
 * answer is left out; the oracles then know less.
 * Sources: `GET /_matrix/client/v3/rooms/{roomId}/context/{eventId}`, and `…/state` where that has no state.
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
    const state = (await fetchStateAt(witness, room, event)) ?? (await fetchStateNow(witness, room));
    if (!state) continue;
    journal.write({ kind: "roomState", room, event, ...state });
    return;
  }
}

type State = Omit<RoomStateEntry, "kind" | "t" | "room" | "event">;

async function fetchStateAt(witness: Actor, room: string, event: string): Promise<State | undefined> {
  const answer = await ask<{ state?: StateEvent[] }>(witness, room, `context/${encodeURIComponent(event)}?limit=0`);
  return answer?.state && summarise(answer.state);
}

/** Dendrite returns no more events of the state than of the timeline, so none; and they are those of now anyway. */
async function fetchStateNow(witness: Actor, room: string): Promise<State | undefined> {
  const state = await ask<StateEvent[]>(witness, room, "state");
  return state && { ...summarise(state), late: true };
}

async function ask<T>({ device }: Actor, room: string, path: string): Promise<T | undefined> {
  try {
    return await request<T>(device, "GET", `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${path}`);
  } catch {
    return undefined;
  }
}

function summarise(state: StateEvent[]): State {
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

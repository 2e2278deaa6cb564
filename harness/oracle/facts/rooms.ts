import type { DeviceName, RoomStateEntry } from "../../journal/index.ts";
import type { Device } from "./devices.ts";
import type { Operation } from "./operations.ts";
import { overlap, type Span } from "./span.ts";

export type Membership = "join" | "invite" | "leave" | "ban" | "knock";
export type Visibility = RoomStateEntry["historyVisibility"];

/** A change of one value, somewhere within its span. An open span may also mean: never. */
interface Change<T> extends Span {
  readonly value: T;
}

/** What operations alone say of a room. */
export interface RoomHistory {
  readonly id: string;
  readonly memberships: ReadonlyMap<string, readonly Change<Membership>[]>;
  readonly visibilities: readonly Change<Visibility>[];
  readonly encryptions: readonly Change<true>[];
}

/** For each membership verb of the driver protocol: who is changed, and to what. */
const VERBS: Record<string, { to: Membership; who: "self" | "other" }> = {
  join: { to: "join", who: "self" },
  knock: { to: "knock", who: "self" },
  leave: { to: "leave", who: "self" },
  invite: { to: "invite", who: "other" },
  kick: { to: "leave", who: "other" },
  ban: { to: "ban", who: "other" },
  unban: { to: "leave", who: "other" },
};

const DEFAULT_VISIBILITY: Visibility = "shared";

export function roomsOf(
  operations: readonly Operation[],
  devices: ReadonlyMap<DeviceName, Device>,
): Map<string, RoomHistory> {
  const rooms = new Map<string, RoomHistory>();
  for (const operation of operations.filter(({ outcome }) => outcome !== "failed")) {
    const id = (operation.name === "createRoom" ? operation.result.roomId : operation.args.roomId) as string;
    if (!id) continue;
    const room = rooms.get(id) ?? { id, memberships: new Map(), visibilities: [], encryptions: [] };
    rooms.set(id, apply(room, operation, devices.get(operation.device)?.user));
  }
  return rooms;
}

function apply(room: RoomHistory, operation: Operation, self: string | undefined): RoomHistory {
  const { from, to, args, name } = operation;
  const verb = VERBS[name];
  const user = verb?.who === "self" ? self : (args.userId as string);
  if (verb && user) return withMembership(room, user, { from, to, value: verb.to });
  if (name === "setHistoryVisibility") {
    const change = { from, to, value: args.visibility as Visibility };
    return { ...room, visibilities: [...room.visibilities, change] };
  }
  if (name === "enableEncryption") return { ...room, encryptions: [...room.encryptions, { from, to, value: true }] };
  return name === "createRoom" ? founded(room, operation, self) : room;
}

function founded(room: RoomHistory, { from, to, args }: Operation, founder: string | undefined): RoomHistory {
  const guests = (args.invite as string[] | undefined) ?? [];
  const visibility = (args.historyVisibility as Visibility | undefined) ?? DEFAULT_VISIBILITY;
  const withGuests = guests.reduce((sum, guest) => withMembership(sum, guest, { from, to, value: "invite" }), room);
  const withFounder = founder ? withMembership(withGuests, founder, { from, to, value: "join" }) : withGuests;
  return {
    ...withFounder,
    visibilities: [...withFounder.visibilities, { from, to, value: visibility }],
    encryptions: args.encrypted ? [...room.encryptions, { from, to, value: true }] : room.encryptions,
  };
}

function withMembership(room: RoomHistory, user: string, change: Change<Membership>): RoomHistory {
  const memberships = new Map(room.memberships);
  memberships.set(user, [...(memberships.get(user) ?? []), change]);
  return { ...room, memberships };
}

/** All memberships that a user may have had at some moment of the span. */
export function membershipsDuring(room: RoomHistory | undefined, user: string, span: Span): Set<Membership> {
  return valuesDuring(room?.memberships.get(user) ?? [], "leave", span);
}

/** All history visibilities that may have been in force at some moment of the span. */
export function visibilitiesDuring(room: RoomHistory | undefined, span: Span): Set<Visibility> {
  return valuesDuring(room?.visibilities ?? [], DEFAULT_VISIBILITY, span);
}

function valuesDuring<T>(changes: readonly Change<T>[], initial: T, span: Span): Set<T> {
  const done = changes.filter(({ to }) => to <= span.from);
  const last = done.at(-1);
  const rivals = last ? done.filter((change) => overlap(change, last)) : [];
  const racing = changes.filter((change) => change.to > span.from && change.from < span.to);
  return new Set([...(last ? rivals.map(({ value }) => value) : [initial]), ...racing.map(({ value }) => value)]);
}

/** The first moment after `t` at which the user surely or maybe became a member. */
export function joinAfter(room: RoomHistory | undefined, user: string, t: number): Span | undefined {
  return room?.memberships.get(user)?.find(({ value, to }) => value === "join" && to > t);
}

/** The first departure of a user, by whatever way, that may have happened after `t`. */
export function departureAfter(room: RoomHistory | undefined, user: string, t: number): Span | undefined {
  return room?.memberships.get(user)?.find(({ value, from }) => (value === "leave" || value === "ban") && from >= t);
}

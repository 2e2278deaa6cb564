import type { RoomEvent } from "../machine/machine.ts";

/** The parts of a `/sync` answer that this driver reads (Client-Server API, `GET /_matrix/client/v3/sync`). */
export interface SyncResponse {
  readonly next_batch: string;
  readonly to_device?: { readonly events?: unknown[] };
  readonly device_lists?: { readonly changed?: string[]; readonly left?: string[] };
  readonly device_one_time_keys_count?: Record<string, number>;
  readonly device_unused_fallback_key_types?: string[];
  readonly rooms?: {
    readonly join?: Record<string, SyncedRoom>;
    readonly leave?: Record<string, SyncedRoom>;
    readonly invite?: Record<string, { readonly invite_state?: Events<StateEvent> }>;
    readonly knock?: Record<string, { readonly knock_state?: Events<StateEvent> }>;
  };
}

export interface SyncedRoom {
  readonly state?: Events<StateEvent>;
  readonly timeline?: Events<RoomEvent> & { readonly limited?: boolean; readonly prev_batch?: string };
}

interface Events<E> {
  readonly events?: E[];
}

/** Also the stripped events of invites and knocks, which have no more than this. */
export interface StateEvent {
  readonly type: string;
  readonly state_key: string;
  readonly content: Record<string, unknown>;
}

export const isState = <E extends object>(event: E): event is E & StateEvent => "state_key" in event;

import type { ServerName } from "../journal/index.ts";

/** A room as the story's author talks of it. */
export interface Room {
  readonly id: string;
  /** A server that is surely in the room, to join through. */
  readonly via: ServerName;
  /** User ids that have been invited, and so wait for their invite before they join. */
  readonly guests: Set<string>;
}

/** A message whose event id is known. */
export interface Message {
  readonly event: string;
  readonly room: Room;
  readonly body: string;
}

/** The whole vocabulary of a scenario. */
export { at, known, scenario } from "./story/scenario.ts";
export type { Actor } from "./story/actor.ts";
export type { Message, Room } from "./story/room.ts";
export type { Saying } from "./story/saying.ts";

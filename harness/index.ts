/** The whole vocabulary of a scenario. */
export { client, type Fault, issuer, link, malice, network, perhaps, requests, server } from "./faults/index.ts";
export type { Random } from "./faults/random.ts";
export type { Actor } from "./story/actor.ts";
export type { Message, Room } from "./story/room.ts";
export type { Saying } from "./story/saying.ts";
export { at, known, scenario } from "./story/scenario.ts";
export type { Verification } from "./story/verification.ts";

export * from "./crash.ts";
export { type Device, isNamed } from "./devices.ts";
export * from "./disturbance.ts";
export * from "./exchange.ts";
export { type Facts, type Fault, factsOf, type Message } from "./facts.ts";
export * from "./knowledge.ts";
export type { Operation } from "./operations.ts";
export * from "./rooms.ts";
export * from "./span.ts";

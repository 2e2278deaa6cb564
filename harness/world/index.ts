export { deployWorld, type ServerOptions, type WorldOptions } from "./deploy.ts";
export type * from "./gateway.ts";
export type { SignIn } from "./issuer.ts";
export { cleanAll } from "./reaper.ts";
export { leaveRunning } from "./reaping.ts";
export { WITH_WORKERS, WORKERS, type WorkerName } from "./workers.ts";
export type * from "./world.ts";

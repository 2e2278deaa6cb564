import { join, resolve } from "node:path";

/** The folder of the checkout. */
export const ROOT = resolve(import.meta.dirname, "../..");
/** What set-up made and can make again; never committed. */
export const CACHE = join(ROOT, ".cache");
/** Logs of long set-up steps, named in their errors. */
export const LOGS = join(CACHE, "logs");

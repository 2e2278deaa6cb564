/**
 * Removes a run's containers and networks when its harness dies, however it dies: a process of its own that waits for
 * the end of its standard input. Run as `node reaper-process.ts RUN`.
 */
import { text } from "node:stream/consumers";
import { RUN_LABEL } from "./labels.ts";
import { removeLabelled } from "./reaper.ts";

const KEEP = "keep";
const [run] = process.argv.slice(2);
if (!run) throw new Error("Usage: node reaper-process.ts RUN");
process.title = `torture reaper ${run}`;
const said = await text(process.stdin);
if (said.trim() !== KEEP) await removeLabelled(RUN_LABEL, run);

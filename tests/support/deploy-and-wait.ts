/** A harness to be killed: deploys a world of this run, says so, and waits; with `leave` it ends and leaves it running. */
import { leaveRunning } from "../../harness/world/index.ts";
import { testWorld } from "./world.ts";

const [runId, leave] = process.argv.slice(2);
const world = await testWorld({ names: ["hs1"], runId: runId as string });
console.log(`${world.id} is deployed`);
if (leave === "leave") {
  leaveRunning(runId as string);
  process.exit(0);
}
setTimeout(() => {}, 60_000);

/** The gateway's process: reads its configuration, starts Toxiproxy and the tap, and says when it is ready. */
import { readFileSync } from "node:fs";
import { Control } from "./control.ts";
import { listen } from "./listeners.ts";
import { denyNames } from "./names.ts";
import { listens, startToxiproxy } from "./toxiproxy.ts";
import type { TapConfig } from "./wire.ts";

const CONFIG = "/tap/config.json";
const EVERYWHERE = "0.0.0.0";

const config = JSON.parse(readFileSync(CONFIG, "utf8")) as TapConfig;
const toxiproxy = startToxiproxy(config.toxiproxy);
toxiproxy.on("exit", (code) => {
  console.error(`Toxiproxy ended with ${code}.`);
  process.exit(1);
});
process.on("SIGTERM", () => {
  toxiproxy.removeAllListeners("exit");
  toxiproxy.kill();
  process.exit(0);
});

const control = new Control(config);
await Promise.all([
  listen(control.tap, config, EVERYWHERE),
  denyNames(53, EVERYWHERE),
  listens(config.toxiproxy.apiPort),
]);
await control.listen(EVERYWHERE);
console.log("The gateway is ready.");

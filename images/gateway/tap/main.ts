/** The gateway's process: reads its configuration, starts Toxiproxy and the tap, and says when it is ready. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Control } from "./control.ts";
import { listen } from "./listeners.ts";
import { denyNames } from "./names.ts";
import type { TapConfig } from "./wire.ts";

const CONFIG = "/tap/config.json";
const PROXIES = "/tap/proxies.json";
const EVERYWHERE = "0.0.0.0";
const TOXIPROXY = "/usr/local/bin/toxiproxy-server";

const config = JSON.parse(readFileSync(CONFIG, "utf8")) as TapConfig;
writeFileSync(PROXIES, JSON.stringify(config.toxiproxy.proxies));
const toxiproxy = spawn(
  TOXIPROXY,
  ["-host", "0.0.0.0", "-port", String(config.toxiproxy.apiPort), "-config", PROXIES],
  { stdio: "inherit" },
);
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
await Promise.all([listen(control.tap, config, EVERYWHERE), control.listen(EVERYWHERE), denyNames(53, EVERYWHERE)]);
console.log("The gateway is ready.");

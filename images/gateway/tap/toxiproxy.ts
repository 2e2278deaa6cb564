/** Toxiproxy beside the tap. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TapConfig } from "./wire.ts";

const PROGRAM = "/usr/local/bin/toxiproxy-server";
const PROXIES = "/tap/proxies.json";
const DIAL_AGAIN_MS = 5;

/** Starts Toxiproxy with the proxies of all links. */
export function startToxiproxy({ apiPort, proxies }: TapConfig["toxiproxy"]): ChildProcess {
  writeFileSync(PROXIES, JSON.stringify(proxies));
  // Its own choice is to tell six lines of each connection.
  const env = { ...process.env, LOG_LEVEL: "info" };
  return spawn(PROGRAM, ["-host", "0.0.0.0", "-port", String(apiPort), "-config", PROXIES], { stdio: "inherit", env });
}

/**
 * Resolves once a port of this machine takes connections. Toxiproxy opens its API when all its proxies listen; until
 * then the tap must not look ready. Where the servers were up first, a caller would come at once, and be cut off by
 * nothing that a story did.
 */
export async function listens(port: number, host = "127.0.0.1"): Promise<void> {
  for (;;) {
    const socket = connect({ host, port });
    const answered = await once(socket, "connect").catch(() => undefined);
    socket.destroy();
    if (answered) return;
    await sleep(DIAL_AGAIN_MS);
  }
}

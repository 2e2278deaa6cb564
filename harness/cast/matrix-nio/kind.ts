import { join } from "node:path";
import type { Capability, DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { ensureNio, pythonUnavailable } from "./environment.ts";

const MAIN = join(import.meta.dirname, "driver", "main.py");

/** As the driver's `hello` gives them. */
const CAPABILITIES: readonly Capability[] = [
  "restart",
  "sigkill",
  "sendRaw",
  "exportKeys",
  "forceRotation",
  "blacklist",
];

/** Clients on matrix-nio with vodozemac and a SQLite store. */
export function nioKind(): DriverKind {
  return stdioKind({
    kind: "nio",
    capabilities: CAPABILITIES,
    command: async () => ({ file: await ensureNio(), args: ["-B", MAIN] }),
    unavailable: pythonUnavailable,
  });
}

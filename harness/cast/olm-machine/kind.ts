import { fileURLToPath } from "node:url";
import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { NODEJS_CAPABILITIES, NODEJS_PACKAGE, nodejsMachines } from "./machine/nodejs.ts";
import { WASM_CAPABILITIES } from "./machine/wasm.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/**
 * Clients that are an OlmMachine without IO, with loops of our own around it.
 * @param binding `nodejs`: the kind `olm`, with SQLite; `wasm`: the kind `olm-wasm`, in memory
 */
export function olmKind({ binding }: { binding: "nodejs" | "wasm" }): DriverKind {
  const command = async () => ({
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", MAIN, binding],
  });
  if (binding === "wasm") return stdioKind({ kind: "olm-wasm", capabilities: WASM_CAPABILITIES, command });
  return stdioKind({ kind: "olm", capabilities: NODEJS_CAPABILITIES, command, unavailable: nodejsUnavailable });
}

async function nodejsUnavailable(): Promise<string | undefined> {
  try {
    await nodejsMachines();
    return undefined;
  } catch (error) {
    const [first = ""] = (error as Error).message.split("\n");
    return (
      `${NODEJS_PACKAGE} is not installed or lacks its native library (${first}). Get it with ` +
      `"npm install --no-save ${NODEJS_PACKAGE}", which downloads the library from GitHub; or choose olm-wasm.`
    );
  }
}

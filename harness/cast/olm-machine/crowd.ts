import { ClientLog } from "../log.ts";
import type { Driver, DriverKind } from "../protocol.ts";
import { Caller } from "../rpc/caller.ts";
import { MethodServer } from "../rpc/server.ts";
import { explain } from "./driver/errors.ts";
import { methods } from "./driver/methods.ts";
import { WASM_CAPABILITIES, wasmMachines } from "./machine/wasm.ts";

/**
 * Clients for a crowd: an OlmMachine each, all in the harness's own process, so that a hundred of them cost no more
 * than a few browsers. They are full members of a story, and owed every message; but they cannot die alone.
 */
export const crowdKind: DriverKind = {
  kind: "crowd",
  capabilities: new Set(WASM_CAPABILITIES),
  versions: async () => (await wasmMachines()).versions,
  start: ({ name, logPath }) => startInProcess(name, logPath),
  close: async () => {},
};

async function startInProcess(name: string, logPath: string): Promise<Driver> {
  const machines = await wasmMachines();
  const log = new ClientLog();
  log.openAt(logPath);
  const caller: Caller = new Caller(name, (line) => void server.receive(line));
  const server = new MethodServer((line) => caller.receive(line), explain);
  caller.on("log", log.sdk);
  server.serve(methods(machines, server.emit));
  const hello = await caller.call("hello", {});
  const exit = Promise.withResolvers<{ code: number; signal: null; lastWords: string }>();
  const close = async () => {
    await caller.call("shutdown", {}).catch(() => {});
    caller.end("the client has ended");
    log.close();
    exit.resolve({ code: 0, signal: null, lastWords: "" });
  };
  const shared = () =>
    Promise.reject(new Error(`${name} is one of a crowd, whose clients share the harness's process.`));
  return {
    hello,
    call: caller.call.bind(caller),
    on: caller.on.bind(caller),
    exited: exit.promise,
    close,
    kill: close,
    freeze: shared,
    thaw: shared,
  };
}

/** The driver's process. Its argument names the binding of the OlmMachine: `nodejs` or `wasm`. */
import { mutable } from "../mutations/outward.ts";
import { PROTOCOL_VERSION } from "../protocol.ts";
import type { Emit, Handlers } from "../rpc/server.ts";
import { serve } from "../stdio/serve.ts";
import { Context } from "./driver/context.ts";
import { explain } from "./driver/errors.ts";
import { identity } from "./driver/identity.ts";
import { membership } from "./driver/membership.ts";
import { messages } from "./driver/messages.ts";
import { session } from "./driver/session.ts";
import { versatile } from "./driver/versatile.ts";
import { nodejsMachines } from "./machine/nodejs.ts";
import { wasmMachines } from "./machine/wasm.ts";

const machines = await (process.argv[2] === "nodejs" ? nodejsMachines() : wasmMachines());

function methods(emit: Emit): Handlers & Required<Pick<Handlers, "hello" | "shutdown">> {
  const context = new Context(machines, emit);
  return {
    ...session(context),
    ...membership(context),
    ...messages(context),
    ...identity(context),
    ...versatile(context),
    hello: async () => ({
      protocol: PROTOCOL_VERSION,
      driver: "OlmMachine with request and sync loops of the harness",
      versions: { ...machines.versions, node: process.versions.node },
      capabilities: [...machines.capabilities],
    }),
  };
}

serve((emit) => mutable(methods, emit), explain);

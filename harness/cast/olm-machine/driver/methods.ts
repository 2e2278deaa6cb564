import { PROTOCOL_VERSION } from "../../protocol.ts";
import type { Emit, Handlers } from "../../rpc/server.ts";
import type { MachineKind } from "../machine/machine.ts";
import { Context } from "./context.ts";
import { identity } from "./identity.ts";
import { membership } from "./membership.ts";
import { messages } from "./messages.ts";
import { session } from "./session.ts";
import { versatile } from "./versatile.ts";

/** All methods of the driver, with any binding of the OlmMachine. */
export function methods(machines: MachineKind, emit: Emit): Handlers & Required<Pick<Handlers, "hello" | "shutdown">> {
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

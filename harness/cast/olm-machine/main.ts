/** The driver's process. Its argument names the binding of the OlmMachine: `nodejs` or `wasm`. */
import { mutable } from "../mutations/outward.ts";
import { serve } from "../stdio/serve.ts";
import { explain } from "./driver/errors.ts";
import { methods } from "./driver/methods.ts";
import { nodejsMachines } from "./machine/nodejs.ts";
import { wasmMachines } from "./machine/wasm.ts";

const machines = await (process.argv[2] === "nodejs" ? nodejsMachines() : wasmMachines());

serve((emit) => mutable((own) => methods(machines, own), emit), explain);

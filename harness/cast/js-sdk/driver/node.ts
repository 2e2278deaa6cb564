import { serve } from "../../stdio/serve.ts";
import { explain } from "./errors.ts";
import { methods } from "./methods/index.ts";

// A process of its own for one device, with all stores in memory.
const platform = {
  driver: "matrix-js-sdk in Node",
  versions: { node: process.versions.node },
  debug: process.env.TORTURE_JS_LOG === "debug",
};
serve((emit) => methods(platform, emit), explain);

import { registerHooks } from "node:module";

const VOCABULARY = new URL("../index.ts", import.meta.url).href;

/** Lets scenarios in other projects import `matrix-e2ee-torture` without having it installed. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "matrix-e2ee-torture" ? { url: VOCABULARY, shortCircuit: true } : next(specifier, context),
});

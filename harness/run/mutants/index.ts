import { CLIENT_MUTANTS } from "./clients.ts";
import type { Mutant } from "./mutant.ts";
import { SERVER_MUTANTS } from "./servers.ts";

export const MUTANTS: readonly Mutant[] = [...CLIENT_MUTANTS, ...SERVER_MUTANTS];

import type { Environment, Result } from "./summary.ts";

/** A trial of mutants names its plays so; `mutants NAME` plays the mutant and its story without it. */
const OF_MUTANT = /^(?:un)?mutated\/(.+)$/;

/** The line to paste to play one result again. */
export function reproduceCommand(
  { id, cell, seed }: Pick<Result, "id" | "cell" | "seed">,
  { pins }: Pick<Environment, "pins">,
): string {
  const [, mutant] = OF_MUTANT.exec(id) ?? [];
  const words = mutant ? ["mutants", mutant] : ["run", id, "--cell", cell, "--seed", seed];
  return ["npm run torture --", ...[...words, ...pins].map(shellQuote)].join(" ");
}

function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

import type { Environment, Result } from "./summary.ts";

/** The line to paste to play one result again. */
export function reproduceCommand(
  { id, cell, seed }: Pick<Result, "id" | "cell" | "seed">,
  { pins }: Pick<Environment, "pins">,
): string {
  return ["npm run torture -- run", ...[id, "--cell", cell, "--seed", seed, ...pins].map(shellQuote)].join(" ");
}

function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

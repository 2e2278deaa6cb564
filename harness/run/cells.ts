import type { Command } from "commander";
import { type Cell, DEFAULT_CELLS, parseCell } from "../story/cell.ts";
import { UsageError } from "./usage-error.ts";

export function addCells(command: Command): Command {
  return command.option(
    "--cell <cell>",
    "who plays with which client where, e.g. js@hs1,rust@hs2; repeatable",
    (cell: string, others: string[]) => [...others, cell],
    [],
  );
}

/** The cells that were named, or the default ones. */
export function cellsOf(named: readonly string[], kinds: ReadonlyMap<string, unknown>): Cell[] {
  try {
    return (named.length > 0 ? named : DEFAULT_CELLS).map((cell) => parseCell(cell, [...kinds.keys()]));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

import type { Command } from "commander";

/** Adds one command to the program. The command reports its exit code unless it is 0. */
export type Register = (program: Command, setExitCode: (code: number) => void) => void;

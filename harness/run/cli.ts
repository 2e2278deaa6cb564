import { Command, CommanderError } from "commander";
import { registerClean } from "./commands/clean.ts";
import { registerCompare } from "./commands/compare.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerExplain } from "./commands/explain.ts";
import { registerJudge } from "./commands/judge.ts";
import { registerList } from "./commands/list.ts";
import { registerMerge } from "./commands/merge.ts";
import { registerMutants } from "./commands/mutants.ts";
import { registerNew } from "./commands/new.ts";
import { registerRepl } from "./commands/repl.ts";
import { registerReplay } from "./commands/replay.ts";
import { registerReport } from "./commands/report.ts";
import { registerRun } from "./commands/run.ts";
import { registerSoak } from "./commands/soak.ts";
import { registerTrace } from "./commands/trace.ts";
import { registerUp } from "./commands/up.ts";
import { ExitCode } from "./exit-code.ts";
import { UsageError } from "./usage-error.ts";

/** Runs one command line (without `node` and the script) and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.holds;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withDefaultCommand(program, argv), { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

function buildProgram(setExitCode: (code: number) => void): Command {
  const program = new Command("torture")
    .description(
      "Plays end-to-end-encryption stories on federated Matrix servers, breaks links, and judges every message.",
    )
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false);
  for (const register of [
    registerRun,
    registerSoak,
    registerReplay,
    registerRepl,
    registerList,
    registerNew,
    registerJudge,
    registerExplain,
    registerReport,
    registerMerge,
    registerCompare,
    registerTrace,
    registerUp,
    registerMutants,
    registerDoctor,
    registerClean,
  ]) {
    register(program, setExitCode);
  }
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  return program;
}

/** `torture basics --seed 1` means `torture run basics --seed 1`. */
function withDefaultCommand(program: Command, argv: readonly string[]): string[] {
  const [first] = argv;
  const named = [...program.commands.map((command) => command.name()), "help", "--help", "-h"];
  return first !== undefined && named.includes(first) ? [...argv] : ["run", ...argv];
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return ExitCode.holds;
    console.error(`${error.message.replace(/^error: /, "")}. See: npm run torture -- --help`);
    return ExitCode.usage;
  }
  if (error instanceof UsageError) {
    console.error(error.message);
    return ExitCode.usage;
  }
  console.error(error instanceof Error ? error.message : error);
  if (process.env.TORTURE_DEBUG) console.error(error);
  return ExitCode.harness;
}

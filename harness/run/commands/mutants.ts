import { performance } from "node:perf_hooks";
import { ExitCode } from "../exit-code.ts";
import { listenForInterruption } from "../interruption.ts";
import { closeKinds, openKinds } from "../kinds.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { type Exhibit, tryMutants } from "../mutants/trial.ts";
import { addPins, type Pins, placesFor, wholeNumber } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import type { Register } from "./command.ts";

/** More than for other plays: many of these only wait for what a mutant never does. */
const MANY_JOBS = Math.min(8, 3 * placesFor("auto"));

interface MutantsOptions extends Pins {
  jobs: number;
  json?: boolean;
}

export const registerMutants: Register = (program, setExitCode) => {
  addPins(program.command("mutants"))
    .description("proves the oracles: plays clients and servers with deliberate defects, and says which were caught")
    .argument("[names...]", "mutants; all of them without a name")
    .option("--jobs <n>", "plays at once", wholeNumber("--jobs", 1, 64), MANY_JOBS)
    .option("--json", "for machines")
    .action(async (names: string[], options: MutantsOptions) => {
      setExitCode(await mutants(selectMutants(names), options));
    });
};

async function mutants(chosen: readonly Mutant[], { json, ...options }: MutantsOptions): Promise<number> {
  const begun = performance.now();
  const kinds = await openKinds(options);
  const interruption = listenForInterruption();
  try {
    const shown = (exhibit: Exhibit) => {
      if (!json) console.log(line(exhibit));
    };
    const { exhibits, folder } = await tryMutants({
      ...options,
      mutants: chosen,
      kinds,
      signal: interruption.signal,
      shown,
    });
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(
      json ? JSON.stringify(asJson(exhibits, folder), null, 2) : `${totals(exhibits)} in ${seconds} s. ${folder}`,
    );
    if (interruption.signal.aborted) return ExitCode.interrupted;
    return exhibits.every(({ asItShould }) => asItShould) ? ExitCode.holds : ExitCode.broken;
  } finally {
    await closeKinds(kinds);
    interruption.stop();
  }
}

/** @throws {UsageError} with all names, when one is no mutant's. */
function selectMutants(names: string[]): readonly Mutant[] {
  const unknown = names.find((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown) {
    throw new UsageError(`There is no mutant "${unknown}".\n  ${MUTANTS.map(({ name }) => name).join(", ")}`);
  }
  return names.length > 0 ? MUTANTS.filter(({ name }) => names.includes(name)) : MUTANTS;
}

function line({ mutant, play, result, asItShould }: Exhibit): string {
  const found = kindsOf(result).join(", ") || "nothing";
  const where = `(${play.cell.name})`;
  if (mutant && asItShould) return `✓ caught  ${mutant.name}: ${mutant.does} ${where}, by ${mutant.caughtBy}`;
  const see = result.artefacts ? `; see ${result.artefacts}` : `: ${result.skippedBecause}`;
  if (mutant) return `✗ missed  ${mutant.name}: ${mutant.does} ${where}, not by ${mutant.caughtBy} but ${found}${see}`;
  if (asItShould) return `✓ clean   ${play.story.title} ${where}`;
  return `✗ unclean ${play.story.title} ${where}, with nobody mutated, has ${found}${see}`;
}

function totals(exhibits: readonly Exhibit[]): string {
  const mutated = exhibits.filter(({ mutant }) => mutant);
  const honest = exhibits.filter(({ mutant }) => !mutant);
  const good = (some: Exhibit[]) => `${some.filter(({ asItShould }) => asItShould).length} of ${some.length}`;
  return `${good(mutated)} mutants caught, ${good(honest)} plays without a mutant clean`;
}

function asJson(exhibits: readonly Exhibit[], folder: string) {
  const play = ({ play: { story, cell }, result }: Exhibit) => ({
    cell: cell.name,
    title: story.title,
    found: kindsOf(result),
    artefacts: result.artefacts,
  });
  return {
    folder,
    mutants: exhibits.flatMap((exhibit) =>
      exhibit.mutant
        ? { name: exhibit.mutant.name, caughtBy: exhibit.mutant.caughtBy, caught: exhibit.asItShould, ...play(exhibit) }
        : [],
    ),
    unmutated: exhibits
      .filter(({ mutant }) => !mutant)
      .map((exhibit) => ({ clean: exhibit.asItShould, ...play(exhibit) })),
  };
}

const kindsOf = ({ findings }: Exhibit["result"]) => [...new Set(findings.map(({ kind }) => kind))];

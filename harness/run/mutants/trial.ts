import { relative } from "node:path";
import type { DriverKind } from "../../cast/protocol.ts";
import { writeReports } from "../../report/index.ts";
import { buildSummary, type Result } from "../../report/summary.ts";
import { parseCell } from "../../story/cell.ts";
import type { Scenario } from "../../story/scenario.ts";
import type { Story } from "../catalogue.ts";
import { DEFAULT_POLICY, type Pins, pinArguments } from "../options.ts";
import { type PlannedPlay, planRun } from "../plan.ts";

import { createRunFolder } from "../run-folder.ts";
import { runPlays, type WorldSource } from "../runner.ts";
import { formatSeed } from "../seed.ts";
import { collectVersions, kindsInUse } from "../versions.ts";
import { openWorlds } from "../worlds.ts";
import { isServerDefect, type Mutant } from "./mutant.ts";

/** One mutant's play, or one without any mutant. */
export interface Exhibit {
  /** Absent when nobody was mutated. */
  readonly mutant?: Mutant;
  readonly play: PlannedPlay;
  readonly result: Result;
  /** A mutant was caught by the finding that it names; without one, nothing was found. */
  readonly asItShould: boolean;
}

export interface TrialRequest extends Pins {
  readonly mutants: readonly Mutant[];
  readonly kinds: ReadonlyMap<string, DriverKind>;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Told of each play when it is judged. */
  readonly shown: (exhibit: Exhibit) => void;
}

/** The timing is up to the machine, and nothing else depends on a seed. */
const SEED = 1;

/** Plays each mutant in its story, and each of these stories once more with nobody mutated. */
export async function tryMutants(request: TrialRequest): Promise<{ exhibits: Exhibit[]; folder: string }> {
  const { mutants, kinds, jobs, signal } = request;
  const cast = new Map([...mutatedPlays(mutants, kinds), ...honestPlays(mutants, kinds)]);
  const plan = [...cast.keys()];
  const begun = performance.now();
  const startedAt = new Date().toISOString();
  const { run, folder } = createRunFolder();
  const worlds = await openWorlds(plan, request, run);
  const exhibits: Exhibit[] = [];
  try {
    const versions = await collectVersions(kindsInUse(plan, kinds), worlds.images);
    const byName = new Map(plan.map((play) => [play.story.id, play]));
    const storyFinished = (result: Result) => {
      const play = byName.get(result.id) as PlannedPlay;
      const mutant = cast.get(play);
      const exhibit = { play, result, ...(mutant && { mutant }), asItShould: isAsItShould(result, mutant) };
      exhibits.push(exhibit);
      request.shown(exhibit);
    };
    const { results, failure } = await runPlays(plan, {
      ...{ run, folder, kinds, versions, policy: DEFAULT_POLICY, jobs, signal },
      worlds: misbehaving(worlds, cast),
      audience: { storyStarted: () => {}, storyFinished },
    });
    const facts = { run, startedAt, durationMs: performance.now() - begun, seed: formatSeed(SEED) };
    const environment = { versions, pins: pinArguments(request) };
    await writeReports(folder, buildSummary({ ...facts, environment }, results));
    if (failure) throw failure;
    return { exhibits, folder: relative("", folder) };
  } finally {
    await worlds.close();
  }
}

function isAsItShould({ verdict, findings }: Result, mutant: Mutant | undefined): boolean {
  if (!mutant) return verdict === "holds";
  return findings.some(({ kind }) => kind === mutant.caughtBy);
}

type Casting = [PlannedPlay, Mutant | undefined];

export function mutatedPlays(mutants: readonly Mutant[], kinds: TrialRequest["kinds"]): Casting[] {
  return mutants.map((mutant) => {
    const { name, story, cell } = mutant;
    return [planned(`mutated/${name}`, withDefect(story, mutant), cell, kinds), mutant];
  });
}

/** Each story once in each cell that mutants play it in, by the name of one of them. */
export function honestPlays(mutants: readonly Mutant[], kinds: TrialRequest["kinds"]): Casting[] {
  const played = new Map(mutants.map((mutant) => [`${mutant.story.title} ${mutant.cell}`, mutant]));
  return [...played.values()].map(({ name, story, cell }) => [
    planned(`unmutated/${name}`, story, cell, kinds),
    undefined,
  ]);
}

function planned(id: string, scenario: Scenario, cell: string, kinds: TrialRequest["kinds"]): PlannedPlay {
  const story: Story = { ...scenario, id, path: import.meta.filename };
  const cells = [parseCell(cell, [...kinds.keys()])];
  const plan = { stories: [story], cells, kinds, seed: SEED, repeat: 1, shard: { index: 1, of: 1 } };
  return planRun(plan)[0] as PlannedPlay;
}

function withDefect(story: Scenario, { does, defect }: Mutant): Scenario {
  if (isServerDefect(defect)) return { ...story, title: does };
  const { cast, needs = [] } = story.spec;
  const role = cast[defect.role];
  if (!role) throw new Error(`The story "${story.title}" has no role ${defect.role}.`);
  const mutated = { ...role, options: { ...role.options, mutation: defect.mutation } };
  return {
    title: does,
    spec: { ...story.spec, cast: { ...cast, [defect.role]: mutated }, needs: [...needs, "mutations"] },
  };
}

/** The worlds of mutated servers misbehave from the beginning. */
function misbehaving(worlds: WorldSource, cast: ReadonlyMap<PlannedPlay, Mutant | undefined>): WorldSource {
  return {
    giveBack: (world, state) => worlds.giveBack(world, state),
    async take(play) {
      const world = await worlds.take(play);
      const defect = cast.get(play)?.defect;
      if (defect && isServerDefect(defect)) await defect.misbehave(world.gateway);
      return world;
    },
  };
}

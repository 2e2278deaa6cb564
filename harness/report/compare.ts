import { headline } from "./explain.ts";
import { byPlace } from "./place.ts";
import type { Result, ResultFinding, Summary } from "./summary.ts";
import { VERDICT_ORDER, VERDICTS, worstOf } from "./vocabulary.ts";

/** What became of one story in one cell, in two runs; with repeats, the worst of them. */
export interface Change {
  title: string;
  cell: string;
  before: Result["verdict"];
  after: Result["verdict"];
  /** Findings that only the later run has. */
  appeared: ResultFinding[];
}

export interface Comparison {
  worse: Change[];
  better: Change[];
  /** Stories and cells that only one of the runs has. */
  onlyBefore: string[];
  onlyAfter: string[];
  /** `synapse 1.140.0 → 1.163.2` */
  versions: string[];
}

/** Compares two runs, story by story and cell by cell. A finding that is new in a broken result counts as worse. */
export function compareRuns(before: Summary, after: Summary): Comparison {
  const [old, fresh] = [byPlace(before.results), byPlace(after.results)];
  const changes = [...fresh].flatMap(([place, results]) => {
    const others = old.get(place);
    return others ? [changeOf(others, results)] : [];
  });
  const missing = (from: Map<string, Result[]>, to: Map<string, Result[]>) =>
    [...from.keys()].filter((key) => !to.has(key));
  return {
    worse: changes.filter(
      ({ before, after, appeared }) =>
        rank(after) < rank(before) || (before === after && after === "broken" && appeared.length > 0),
    ),
    better: changes.filter(({ before, after }) => rank(after) > rank(before)),
    onlyBefore: missing(old, fresh),
    onlyAfter: missing(fresh, old),
    versions: versionChanges(before, after),
  };
}

function changeOf(before: Result[], after: Result[]): Change {
  const known = new Set(before.flatMap(({ findings }) => findings.map(headline)));
  const [first] = after as [Result];
  return {
    ...{ title: first.title, cell: first.cell, before: worst(before), after: worst(after) },
    appeared: after.flatMap(({ findings }) => findings).filter((finding) => !known.has(headline(finding))),
  };
}

const worst = (results: Result[]): Result["verdict"] => worstOf(results.map(({ verdict }) => verdict));

/** The lower the worse. */
function rank(verdict: Result["verdict"]): number {
  return VERDICT_ORDER.indexOf(verdict);
}

function versionChanges(before: Summary, after: Summary): string[] {
  const [old, fresh] = [before.environment.versions, after.environment.versions];
  return Object.keys({ ...old, ...fresh })
    .filter((name) => old[name] !== fresh[name])
    .map((name) => `${name} ${old[name] ?? "absent"} → ${fresh[name] ?? "absent"}`);
}

/** A comparison as lines for the terminal. */
export function comparisonLines({ worse, better, onlyBefore, onlyAfter, versions }: Comparison): string[] {
  const changed = worse.length + better.length;
  return [
    ...versions,
    changed === 0 ? "No verdict differs." : `${worse.length} worse, ${better.length} better`,
    ...[...worse, ...better].flatMap(({ title, cell, before, after, appeared }) => [
      `  ${VERDICTS[before].symbol} → ${VERDICTS[after].symbol} ${title}  ${cell}`,
      ...[...new Set(appeared.map(headline))].map((line) => `      ${line}`),
    ]),
    ...onlyBefore.map((place) => `  only in the first run: ${place}`),
    ...onlyAfter.map((place) => `  only in the second run: ${place}`),
  ];
}

import { create } from "xmlbuilder2";
import { explain, headline } from "./explain.ts";
import { reproduceCommand } from "./reproduce.ts";
import type { Environment, Result, Summary } from "./summary.ts";
import { VERDICTS } from "./vocabulary.ts";

/** `junit.xml`: a suite for each story, a test case for each cell. Unknown and fixed results are failures too. */
export function renderJUnit(summary: Summary): string {
  const suites = Object.entries(Object.groupBy(summary.results, ({ id }) => id));
  const document = {
    testsuites: {
      "@name": `matrix-e2ee-torture ${summary.run}`,
      ...attributes(summary.results, summary.durationMs),
      testsuite: suites.map(([id, results = []]) => ({
        "@name": id,
        "@timestamp": summary.startedAt,
        ...attributes(results, sum(results.map(totalMs))),
        properties: { property: properties(summary) },
        testcase: results.map((result) => testCase(result, summary.environment)),
      })),
    },
  };
  return `${create({ encoding: "UTF-8", invalidCharReplacement: "\uFFFD" }, document).end({ prettyPrint: true })}\n`;
}

function attributes(results: Result[], ms: number) {
  return {
    "@tests": results.length,
    "@failures": results.filter(isFailure).length,
    "@skipped": results.filter(({ verdict }) => verdict === "skipped").length,
    "@errors": 0,
    "@time": seconds(ms),
  };
}

function properties({ seed, environment }: Summary) {
  return Object.entries({ seed, ...environment.versions }).map(([name, value]) => ({ "@name": name, "@value": value }));
}

function testCase(result: Result, environment: Environment) {
  const { id, title, cell, verdict, skippedBecause } = result;
  return {
    "@classname": id,
    "@name": `${title} [${cell}]`,
    "@time": seconds(totalMs(result)),
    ...(isFailure(result) && { failure: failure(result, environment) }),
    ...(verdict === "skipped" && { skipped: { "@message": skippedBecause ?? "" } }),
    ...(verdict === "known" && { "system-out": ["Known failure, as expected:", ...explain(result)].join("\n") }),
  };
}

function failure(result: Result, environment: Environment) {
  const first = result.findings[0];
  return {
    "@type": result.verdict,
    "@message": first ? headline(first) : VERDICTS[result.verdict].meaning,
    "#": [...explain(result), "", `Reproduce: ${reproduceCommand(result, environment)}`].join("\n"),
  };
}

function isFailure({ verdict }: Result): boolean {
  return verdict === "broken" || verdict === "unknown" || verdict === "fixed";
}

function totalMs({ phases }: Result): number {
  return phases.deployMs + phases.playMs + phases.judgeMs;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

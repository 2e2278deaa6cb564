import { assert } from "chai";
import { githubAnnotations, githubJobSummary } from "../../../harness/report/github.ts";
import { buildSummary } from "../../../harness/report/summary.ts";
import { brokenResult, FACTS, sampleFinding, sampleResult, skippedResult } from "./samples.ts";

const fileOf = (id: string) => `scenarios/${id}.ts`;

describe("GitHub annotations", () => {
  it("points at the scenario's file, and keeps line breaks, colons and commas escaped", () => {
    const findings = [sampleFinding({ story: ["100% lost, at once"] })];
    const [line] = githubAnnotations(buildSummary(FACTS, [sampleResult(), brokenResult({ findings })]), fileOf);
    assert.match(
      line ?? "",
      /^::error file=scenarios\/keys\/claim-fails\.ts,title=✗ claiming keys fails once \[js@hs1%2Crust@hs2\]::/,
    );
    assert.include(line, "%0A100%25 lost, at once%0A");
    assert.notInclude(line, "\n");
  });

  it("warns only of what is unknown, and says nothing of what holds, is known or skipped", () => {
    const quiet = [sampleResult(), sampleResult({ verdict: "known" }), skippedResult()];
    const lines = githubAnnotations(buildSummary(FACTS, [...quiet, sampleResult({ verdict: "unknown" })]), fileOf);
    assert.lengthOf(lines, 1);
    assert.match(lines[0] ?? "", /^::warning /);
  });

  it("is never more than GitHub shows", () => {
    const results = Array.from({ length: 40 }, () => brokenResult());
    assert.lengthOf(githubAnnotations(buildSummary(FACTS, results), fileOf), 10);
  });
});

describe("GitHub job summary", () => {
  it("is a matrix of stories by cells, with each failure told", () => {
    const results = [sampleResult({ cell: "js@hs1,js@hs2" }), brokenResult()];
    const text = githubJobSummary(buildSummary(FACTS, results));
    assert.include(text, "| story | `js@hs1,js@hs2` | `js@hs1,rust@hs2` |");
    assert.include(text, "| claiming keys fails once | ✓ | ✗ |");
    assert.include(text, "npm run torture -- run keys/claim-fails --cell js@hs1,rust@hs2 --seed 8f31c");
  });

  it("stays below GitHub's 1 MiB with hundreds of failures", () => {
    const findings = [sampleFinding({ story: Array.from({ length: 20 }, () => "a sentence ".repeat(12)) })];
    const results = Array.from({ length: 400 }, () => brokenResult({ findings }));
    assert.isBelow(Buffer.byteLength(githubJobSummary(buildSummary(FACTS, results))), 1024 * 1024);
  });
});

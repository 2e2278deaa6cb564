import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { assert } from "chai";
import type { Judgement } from "../../../harness/oracle/index.ts";
import { buildSummary, exitCode, type Result, summariseJudgement } from "../../../harness/report/summary.ts";
import { brokenResult, FACTS, sampleResult, skippedResult } from "./samples.ts";

const schema = JSON.parse(readFileSync("docs/schema/summary-v1.json", "utf8"));
const valid = new Ajv({ allowUnionTypes: true }).compile(schema);

describe("summary.json", () => {
  it("is version 1 and matches its schema", () => {
    const summary = buildSummary(FACTS, [sampleResult(), brokenResult(), skippedResult()]);
    assert.isTrue(valid(JSON.parse(JSON.stringify(summary))), JSON.stringify(valid.errors));
    assert.equal(summary.version, 1);
    assert.deepEqual(summary.totals, { results: 3, holds: 1, broken: 1, unknown: 0, known: 0, skipped: 1, fixed: 0 });
  });

  for (const [name, spoil] of Object.entries({
    "another version": (summary: Record<string, unknown>) => ({ ...summary, version: 2 }),
    "an unknown verdict": (summary: Record<string, unknown>) => ({
      ...summary,
      results: [sampleResult({ verdict: "ok" as "holds" })],
    }),
    "a skipped result without a reason": (summary: Record<string, unknown>) => ({
      ...summary,
      results: [sampleResult({ verdict: "skipped", artefacts: null })],
    }),
  })) {
    it(`has a schema that refuses ${name}`, () => {
      const summary = buildSummary(FACTS, []) as unknown as Record<string, unknown>;
      assert.isTrue(valid(summary));
      assert.isFalse(valid(spoil(summary)));
    });
  }

  it("tells known findings, and a vanished known failure as a finding of its own", () => {
    const failure = { link: "org/repo#1", kind: "lost", beat: "in the dark", device: "bob" };
    const latency = { count: 0 };
    const judgement = { verdict: "fixed", findings: [], known: [], fixed: [failure], latency } as unknown as Judgement;
    const { findings } = summariseJudgement(judgement);
    assert.deepInclude(findings[0], { kind: "known-failure-vanished", beat: "in the dark", device: "bob" });
    assert.include(findings[0]?.story[0], "org/repo#1");
  });
});

describe("the exit code of a run", () => {
  const code = (...verdicts: Result["verdict"][]) =>
    exitCode(
      buildSummary(
        FACTS,
        verdicts.map((verdict) => sampleResult({ verdict })),
      ).totals,
    );

  it("is 0 when all hold, or fail as known", () => assert.equal(code("holds", "known", "skipped"), 0));
  it("is 1 as soon as one is broken", () => assert.equal(code("holds", "fixed", "unknown", "broken"), 1));
  it("is 3 when a known failure vanished", () => assert.equal(code("unknown", "fixed"), 3));
  it("is 2 when something is unknown", () => assert.equal(code("holds", "unknown"), 2));
  it("is 2 when nothing was played", () => assert.equal(code("skipped"), 2));
});

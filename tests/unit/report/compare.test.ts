import { assert } from "chai";
import { compareRuns, comparisonLines } from "../../../harness/report/compare.ts";
import { buildSummary, type Result } from "../../../harness/report/summary.ts";
import { FACTS, sampleFinding, sampleResult } from "./samples.ts";

const run = (results: Result[], versions = FACTS.environment.versions) =>
  buildSummary({ ...FACTS, environment: { versions, pins: [] } }, results);
const lost = sampleResult({ verdict: "broken", findings: [sampleFinding()] });

describe("two runs compared", () => {
  it("are alike when nothing changed, whatever the seed and the time", () => {
    const comparison = compareRuns(run([lost]), run([{ ...lost, seed: "1", phases: { ...lost.phases, playMs: 9 } }]));
    assert.deepEqual(comparison, { worse: [], better: [], onlyBefore: [], onlyAfter: [], versions: [] });
    assert.deepEqual(comparisonLines(comparison), ["No verdict differs."]);
  });

  it("tell what became worse, with the findings that are new", () => {
    const { worse, better } = compareRuns(run([sampleResult()]), run([lost]));
    assert.isEmpty(better);
    assert.deepInclude(worse[0], { before: "holds", after: "broken" });
    assert.equal(compareRuns(run([lost]), run([sampleResult()])).better[0]?.after, "holds");
    const text = comparisonLines(compareRuns(run([sampleResult()]), run([lost]))).join("\n");
    assert.include(text, "✓ → ✗ claiming keys fails once");
    assert.include(text, "lost “said in the dark”");
  });

  it("take another failure in a broken result for worse", () => {
    const other = sampleResult({ verdict: "broken", findings: [sampleFinding({ kind: "leaked" })] });
    assert.lengthOf(compareRuns(run([lost]), run([other])).worse, 1);
  });

  it("take the worst of several repeats", () => {
    const { worse } = compareRuns(run([sampleResult(), sampleResult()]), run([sampleResult(), lost]));
    assert.lengthOf(worse, 1);
  });

  it("tell what only one of them has, and which versions differ", () => {
    const other = sampleResult({ cell: "js@hs1,js@hs2" });
    const comparison = compareRuns(run([lost]), run([other], { synapse: "1.164.0", "matrix-js-sdk": "43.0.0" }));
    assert.deepEqual(comparison.onlyBefore, [`${lost.id} ${lost.cell}`]);
    assert.deepEqual(comparison.onlyAfter, [`${other.id} ${other.cell}`]);
    assert.deepEqual(comparison.versions, ["synapse 1.163.2 → 1.164.0"]);
  });
});

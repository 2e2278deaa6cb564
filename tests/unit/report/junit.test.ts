import { assert } from "chai";
import { create } from "xmlbuilder2";
import { renderJUnit } from "../../../harness/report/junit.ts";
import { buildSummary } from "../../../harness/report/summary.ts";
import { brokenResult, FACTS, sampleFinding, sampleResult, skippedResult } from "./samples.ts";

const parse = (xml: string) => create(xml).root().node as unknown as Element;
const all = (element: Element, name: string) => [...element.getElementsByTagName(name)];

describe("junit.xml", () => {
  it("counts tests, failures and skips, in all and for each story", () => {
    const other = sampleResult({ id: "keys/query-fails", cell: "js@hs1,js@hs2" });
    const root = parse(renderJUnit(buildSummary(FACTS, [sampleResult(), brokenResult(), skippedResult(), other])));
    const counts = (element: Element) => ["tests", "failures", "skipped"].map((name) => element.getAttribute(name));
    assert.deepEqual(counts(root), ["4", "1", "1"]);
    assert.deepEqual(all(root, "testsuite").map(counts), [
      ["3", "1", "1"],
      ["1", "0", "0"],
    ]);
  });

  it("tells a failure with its account and the line to paste", () => {
    const root = parse(renderJUnit(buildSummary(FACTS, [brokenResult()])));
    const [failure] = all(root, "failure");
    assert.equal(failure?.getAttribute("type"), "broken");
    assert.include(failure?.textContent, "alice claimed no key.");
    assert.include(failure?.textContent, "npm run torture -- run keys/claim-fails");
  });

  it("counts unknown and fixed as failures, and known as passed", () => {
    const verdicts = (["unknown", "fixed", "known"] as const).map((verdict) => brokenResult({ verdict }));
    const root = parse(renderJUnit(buildSummary(FACTS, verdicts)));
    assert.equal(root.getAttribute("failures"), "2");
  });

  it("says why a story was skipped", () => {
    const [skipped] = all(parse(renderJUnit(buildSummary(FACTS, [skippedResult()]))), "skipped");
    assert.include(skipped?.getAttribute("message"), "lacks");
  });

  it("is well-formed whatever a finding holds", () => {
    const nasty = "]]> <b> & \u001b[31m red \u0000 \"quoted\" 'too'";
    const findings = [sampleFinding({ beat: nasty, story: [nasty] })];
    const [failure] = all(
      parse(renderJUnit(buildSummary(FACTS, [brokenResult({ title: nasty, findings })]))),
      "failure",
    );
    assert.include(failure?.textContent, "]]> <b> & \uFFFD[31m red \uFFFD \"quoted\" 'too'");
  });
});

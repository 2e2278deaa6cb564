import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { assert } from "chai";
import { buildSummary, type Result } from "../../../harness/report/summary.ts";
import { createTerminal, type TerminalOptions, terminalDefaults } from "../../../harness/report/terminal/index.ts";
import { brokenResult, FACTS, sampleFinding, sampleResult } from "./samples.ts";

/** Shows a whole run and returns all that was written. */
function show(results: Result[], options: Partial<TerminalOptions> = {}): string {
  const out = Object.assign(new PassThrough(), { columns: 100, isTTY: true });
  const terminal = createTerminal({ out, tty: false, color: false, ...options });
  terminal.runStarted({ results: results.length, seed: "8f31c", folder: "store/x", environment: FACTS.environment });
  for (const result of results) {
    terminal.storyStarted(result.id, result.cell);
    terminal.storyFinished(result);
  }
  terminal.runFinished(buildSummary(FACTS, results));
  return (out.read() as Buffer | null)?.toString() ?? "";
}

describe("the terminal", () => {
  it("prints a line for each result when it is done, without control characters", () => {
    const text = show([sampleResult(), sampleResult({ cell: "js@hs1,js@hs2" })]);
    assert.equal(text, stripVTControlCharacters(text));
    const lines = text.split("\n").filter((line) => line.startsWith("✓"));
    assert.deepEqual(lines, [
      "✓ claiming keys fails once  js@hs1,rust@hs2  2.0 s",
      "✓ claiming keys fails once  js@hs1,js@hs2  2.0 s",
    ]);
  });

  it("explains a failure at once, in at most ten lines, with the line to paste", () => {
    const long = Array.from({ length: 30 }, (_, index) => `Sentence ${index} goes on and on. `.repeat(6));
    const result = brokenResult({ findings: [sampleFinding({ story: long })] });
    const explanation = show([result]).split("\n\n")[0]?.trimEnd().split("\n").slice(1) ?? [];
    assert.isAtMost(explanation.length, 10);
    assert.include(explanation.at(-1), "npm run torture -- run keys/claim-fails");
    assert.include(explanation.at(-2), "story.md");
    assert.include(explanation[0], "lost “said in the dark” for bob");
  });

  it("ends with counts, what to paste and where to look", () => {
    const text = show([sampleResult(), brokenResult()]);
    assert.include(text, "2 results in 3 min 41 s: 1 broken, 1 holds");
    assert.include(text, "report: store/x/report.html");
    assert.include(text, "store/x/keys/claim-fails/js-hs1_rust-hs2");
    assert.include(text, "seed 8f31c");
  });

  it("says only failures and the end when quiet", () => {
    const text = show([sampleResult(), brokenResult()], { quiet: true });
    assert.notInclude(text, "✓ claiming");
    assert.include(text, "✗ claiming");
  });

  it("prints nothing but the summary for a machine", () => {
    const summary = JSON.parse(show([brokenResult()], { json: true }));
    assert.equal(summary.totals.broken, 1);
  });

  it("colours only when asked to", () => {
    assert.include(show([brokenResult()], { color: true }), "\u001b[31m");
    assert.notInclude(show([brokenResult()], { color: false }), "\u001b[");
  });

  it("keeps a bar below the lines on a live terminal, and takes it away at the end", () => {
    const text = show([sampleResult(), brokenResult()], { tty: true });
    assert.match(stripVTControlCharacters(text), /[━─]{20} 1\/2 {2}✓ 1/);
    const [, afterTheEnd = ""] = text.split("2 results in");
    assert.notMatch(afterTheEnd, /━/);
  });
});

describe("the terminal's defaults", () => {
  it("are live and coloured on a terminal", () => {
    assert.deepEqual(terminalDefaults({ isTTY: true }, {}), { tty: true, color: true });
  });
  it("are plain in a pipe", () => {
    assert.deepEqual(terminalDefaults({}, {}), { tty: false, color: false });
  });
  it("obey NO_COLOR", () => {
    assert.deepEqual(terminalDefaults({ isTTY: true }, { NO_COLOR: "1" }), { tty: true, color: false });
  });
  it("are without a bar in a CI", () => {
    assert.isFalse(terminalDefaults({ isTTY: true }, { CI: "true" }).tty);
  });
});

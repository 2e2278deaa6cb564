import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { assert } from "chai";
import { parseJournal } from "../../../harness/journal/index.ts";
import { fitPlays, packPlays } from "../../../harness/report/html/pack.ts";
import { renderRun } from "../../../harness/report/index.ts";
import { mergeRuns } from "../../../harness/report/merge.ts";
import { readSummary, readUnfinished } from "../../../harness/report/run-files.ts";
import type { Summary } from "../../../harness/report/summary.ts";
import { writeFakeRun } from "../../support/fake-run/index.ts";

describe("a run's folder", () => {
  let folder: string;
  let summary: Summary;
  const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");
  const resultThat = (verdict: string) => summary.results.find((each) => each.verdict === verdict);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fake-run-"));
    summary = writeFakeRun(folder, 60);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is rendered anew from what lies in it", async () => {
    const path = await renderRun(folder);
    assert.equal(path, join(folder, "report.html"));
    assert.isTrue(existsSync(path));
    assert.include(read("junit.xml"), "<testsuites");
    assert.deepEqual(JSON.parse(read("summary.json")), JSON.parse(JSON.stringify(summary)));
  });

  it("is told from its journals while it is played", () => {
    const { results, totals } = readUnfinished(folder);
    const played = summary.results.filter(({ artefacts }) => artefacts !== null);
    assert.lengthOf(results, played.length);
    assert.deepEqual(totals, { ...summary.totals, results: played.length, skipped: 0 });
    const broken = resultThat("broken");
    const same = results.find(({ artefacts }) => artefacts === broken?.artefacts);
    assert.deepEqual(same?.findings, broken?.findings);
  });

  it("has a story.md for each failure, with the account, the faults, the exchanges and the line to paste", async () => {
    await renderRun(folder);
    const broken = resultThat("broken");
    const text = read(broken?.artefacts ?? "", "story.md");
    for (const part of [
      `# ✗ ${broken?.title}`,
      "Root cause: ",
      "npm run torture -- run",
      "| alice | ",
      "alice says “Bob may miss this”",
      "link down on hs1->hs2; bit 3 times",
      "`POST federation/user/keys/claim` | cut (fault f1)",
      "https://github.com/matrix-org/matrix-rust-sdk/issues/2864",
    ]) {
      assert.include(text, part);
    }
    assert.isFalse(existsSync(join(folder, resultThat("holds")?.artefacts ?? "", "story.md")));
  });

  it("survives a result whose journal and verdict are gone", async () => {
    const lame = { ...summary, results: [{ ...(resultThat("broken") as Summary["results"][0]), artefacts: "gone" }] };
    const other = mkdtempSync(join(tmpdir(), "fake-run-"));
    try {
      writeFileSync(join(other, "summary.json"), JSON.stringify(lame));
      assert.isTrue(existsSync(await renderRun(other)));
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it("says what is missing when it holds no run", () => {
    assert.throws(() => readSummary(tmpdir()), /summary\.json is missing/);
  });

  it("packs failures in full and gives up detail of what holds first", () => {
    const unpack = (data: string) => JSON.parse(gunzipSync(Buffer.from(data, "base64")).toString());
    const { plays } = packPlays(folder, summary);
    const broken = summary.results.findIndex(({ verdict }) => verdict === "broken");
    const whole = parseJournal(read(summary.results[broken]?.artefacts ?? "", "journal.ndjson"));
    assert.lengthOf(unpack(plays[broken]?.data ?? "").entries, whole.length);
    const size = () => plays.reduce((total, { data }) => total + data.length, 0);
    const budget = size() * 0.8;
    fitPlays(folder, summary, plays, budget);
    assert.isAtMost(size(), budget);
    assert.equal(unpack(plays[broken]?.data ?? "").detail, "everything");
    assert.isTrue(plays.some(({ detail }) => detail === "plot"));
    fitPlays(folder, summary, plays, 0);
    assert.deepEqual(new Set(plays.map(({ detail }) => detail)), new Set(["nothing"]));
  });

  it("is merged with another, and neither's artefacts are lost", async () => {
    const into = join(mkdtempSync(join(tmpdir(), "merged-")), "nightly");
    const merged = await mergeRuns([folder, folder], into);
    assert.equal(merged.run, "nightly");
    assert.equal(merged.totals.results, 2 * summary.totals.results);
    assert.equal(merged.totals.broken, 2 * summary.totals.broken);
    const played = merged.results.flatMap(({ artefacts }) => artefacts ?? []);
    assert.equal(new Set(played).size, played.length);
    for (const artefacts of played) assert.isTrue(existsSync(join(into, artefacts, "journal.ndjson")));
    assert.deepEqual(readSummary(into).totals, merged.totals);
    rmSync(into, { recursive: true });
  });
});

import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { Journal, parseJournal } from "../../../harness/journal/index.ts";

const HEADER = { kind: "header", version: 1, t: 0 };

describe("the journal", () => {
  it("is on disk as soon as it is closed, in order, with times", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "journal-")), "journal.ndjson");
    const journal = new Journal(path);
    journal.write({ kind: "beat", name: "one", phase: "begin" });
    journal.write({ kind: "beat", name: "one", phase: "end" });
    await journal.close();
    const lines = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ phase }) => phase),
      ["begin", "end"],
    );
    assert.isAtLeast(lines[1].t, lines[0].t);
  });

  it("drops the torn last line of a crash, and nothing else", () => {
    const text = `${JSON.stringify(HEADER)}\n{"kind":"beat","name":"a","phase":"begin","t":1}\n{"kind":"be`;
    assert.lengthOf(parseJournal(text), 2);
    assert.throws(() => parseJournal(`${JSON.stringify(HEADER)}\n{"kind":"be\n{}\n`), "journal:2");
  });

  it("refuses what is not a journal, or of another version", () => {
    assert.throws(() => parseJournal("{}\n"), "does not begin with a header");
    assert.throws(() => parseJournal(`${JSON.stringify({ ...HEADER, version: 9 })}\n`), "version 9");
  });

  it("waits for an entry that fits, past or future", async () => {
    const journal = new Journal();
    journal.write({ kind: "beat", name: "past", phase: "begin" });
    const named = (name: string) => (entry: { kind: string; name?: string }) =>
      entry.kind === "beat" && entry.name === name;
    assert.isDefined(await journal.waitFor(named("past") as never, 0));
    const future = journal.waitFor(named("future") as never, 1_000);
    journal.write({ kind: "beat", name: "future", phase: "begin" });
    assert.include(await future, { name: "future" });
    assert.isUndefined(await journal.waitFor(named("never") as never, 1));
  });
});

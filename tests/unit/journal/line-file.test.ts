import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { LineFile } from "../../../harness/journal/index.ts";
import { eventually } from "../../support/eventually.ts";

describe("a file of lines", () => {
  let path: string;

  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), "lines-")), "a.log");
  });

  it("is written while it is open, and whole once it is closed", async () => {
    const file = new LineFile(path, "wx");
    file.write("one");
    await eventually("the line is there", async () => readFileSync(path, "utf8") === "one\n" || undefined);
    file.write("two");
    file.close();
    assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
  });

  it("takes nothing once it is closed, not even for the file that has its number then", async () => {
    const closed = new LineFile(path, "wx");
    closed.close();
    const next = new LineFile(`${path}.next`, "wx");
    closed.write("late");
    closed.close();
    next.write("mine");
    next.close();
    assert.equal(readFileSync(path, "utf8"), "");
    assert.equal(readFileSync(`${path}.next`, "utf8"), "mine\n");
  });
});

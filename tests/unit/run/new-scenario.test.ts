import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { loadCatalogue } from "../../../harness/run/catalogue.ts";
import { newScenario } from "../../../harness/run/new-scenario.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

describe("a new scenario", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "torture-new-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is a story that the catalogue knows, with a title from its name, even far from the harness", async () => {
    const path = newScenario("federation/a-slow-link", folder);
    const [story, ...others] = await loadCatalogue(folder);
    assert.include(story, { id: "federation/a-slow-link", title: "a slow link", path });
    assert.isEmpty(others);
  });

  it("never takes the place of another", () => {
    const path = newScenario("federation/mine", folder);
    writeFileSync(path, "precious");
    assert.throws(() => newScenario("federation/mine", folder), UsageError, "Choose another id");
    assert.equal(readFileSync(path, "utf8"), "precious");
  });

  it("has an id of chapter and name, and stays in the folder", () => {
    for (const id of ["", "mine", "a/b/c", "../a", "a/..", "/a/b", "A/b", "a/b.ts", "a-/b"])
      assert.throws(() => newScenario(id, folder), UsageError, "chapter/name", id);
  });
});

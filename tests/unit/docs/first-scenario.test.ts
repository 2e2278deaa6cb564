import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "chai";
import { newScenario } from "../../../harness/run/new-scenario.ts";
import { codeOf } from "../../support/markdown.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("docs/first-scenario.md", () => {
  const page = read("docs/first-scenario.md");
  const whole = codeOf(page, "ts").filter((block) => block.startsWith("import"));

  it("begins with what `torture new` writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "torture-page-"));
    const [, id = ""] = /torture -- new (\S+)\n/.exec(page) ?? [];
    assert.equal(`${whole[0]}\n`, readFileSync(newScenario(id, folder), "utf8"));
    rmSync(folder, { recursive: true });
  });

  it("ends with a story of the catalogue", () => {
    assert.equal(`${whole[1]}\n`, read("scenarios/clients/off-while-cut-off.ts"));
    assert.lengthOf(whole, 2);
  });
});

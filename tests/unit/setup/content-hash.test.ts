import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { contentHash } from "../../../harness/setup/content-hash.ts";

describe("a content hash", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "content-"));
    mkdirSync(join(folder, "deep"));
    writeFileSync(join(folder, "a"), "one");
    writeFileSync(join(folder, "deep/b"), "two");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the same for the same content, wherever it lies", () => {
    const before = contentHash(folder, "x");
    renameSync(folder, `${folder}.moved`);
    folder = `${folder}.moved`;
    assert.equal(contentHash(folder, "x"), before);
    assert.match(before, /^[0-9a-f]{12}$/);
  });

  const changes: Record<string, () => void> = {
    "a byte deep below": () => writeFileSync(join(folder, "deep/b"), "twO"),
    "a file's name": () => renameSync(join(folder, "a"), join(folder, "c")),
    "a further empty file": () => writeFileSync(join(folder, "empty"), ""),
    "where one file ends and the next begins": () => {
      writeFileSync(join(folder, "a"), "onet");
      writeFileSync(join(folder, "deep/b"), "wo");
    },
  };
  for (const [change, make] of Object.entries(changes)) {
    it(`changes with ${change}`, () => {
      const before = contentHash(folder);
      make();
      assert.notEqual(contentHash(folder), before);
    });
  }

  it("changes with the extra words, and with where they are cut", () => {
    const hashes = [[], ["ab"], ["a", "b"], ["b", "a"]].map((words) => contentHash(folder, ...words));
    assert.equal(new Set(hashes).size, hashes.length);
  });
});

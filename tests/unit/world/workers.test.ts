import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { ROOT } from "../../../harness/setup/paths.ts";
import { WORKERS } from "../../../harness/world/workers.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("the workers of Synapse", () => {
  it("are those of the image, and the main process", () => {
    const inImage = [...read("images/synapse-postgres/workers.py").matchAll(/Worker\(\s*"(\w+)"/g)].map(
      ([, name]) => name,
    );
    assert.sameMembers(["main", ...inImage], [...WORKERS]);
  });

  it("are all on the page of servers", () => {
    for (const name of WORKERS) assert.include(read("docs/servers.md"), `| \`${name}\` |`);
  });
});

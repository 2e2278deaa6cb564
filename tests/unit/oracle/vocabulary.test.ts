import { readFileSync } from "node:fs";
import { expect } from "chai";
import { FINDING_KINDS, ROOT_CAUSES } from "../../../harness/oracle/index.ts";
import { ORACLES } from "../../../harness/oracle/oracles/index.ts";

const page = readFileSync(new URL("../../../docs/reading-a-report.md", import.meta.url), "utf8");

/** The page names the causes of one family in one row. */
function withoutFamily(cause: string): string {
  return cause.replace(/^(one-time key|room key lost) /, "");
}

describe("docs/reading-a-report.md", () => {
  for (const [what, words] of [
    ["oracle", ORACLES.map(({ name }) => name)],
    ["kind of finding", Object.keys(FINDING_KINDS)],
    ["root cause", Object.keys(ROOT_CAUSES).map(withoutFamily)],
  ] as const) {
    it(`speaks of every ${what}`, () => {
      expect(words.filter((word) => !page.includes(word))).to.deep.equal([]);
    });
  }
});

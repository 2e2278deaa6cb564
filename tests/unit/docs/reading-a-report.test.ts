import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "chai";
import { FINDING_KINDS, ROOT_CAUSES } from "../../../harness/oracle/index.ts";
import { ORACLES } from "../../../harness/oracle/oracles/index.ts";
import { VERDICTS } from "../../../harness/report/vocabulary.ts";
import { tablesOf } from "../../support/markdown.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(resolve(ROOT, path), "utf8");

describe("docs/reading-a-report.md", () => {
  const page = read("docs/reading-a-report.md");
  /** The rows below a table's head, which is known by one of its words. */
  const table = (head: string) => {
    const found = tablesOf(page).find(([cells = []]) => cells.includes(head));
    return found?.slice(1) ?? [];
  };
  const firstOf = (head: string) => table(head).map(([cell = ""]) => cell);

  it("explains every verdict, with its symbol", () => {
    const told = table("verdict").map(([symbol, word]) => `${symbol} ${word}`);
    assert.sameMembers(
      told,
      Object.values(VERDICTS).map(({ symbol, word }) => `${symbol} ${word}`),
    );
  });

  it("explains every oracle", () => {
    assert.sameMembers(
      firstOf("oracle"),
      ORACLES.map(({ name }) => name),
    );
  });

  it("tells every kind of finding, with the oracle that has it", () => {
    const told = table("oracle").flatMap(([, , kinds = ""]) => kinds.replaceAll("`", "").split(", "));
    const ofNoOracle = ["known-failure-vanished", "canary-missed", "oracle-failed"];
    assert.sameMembers([...told, ...ofNoOracle], Object.keys(FINDING_KINDS));
    for (const kind of ofNoOracle) assert.include(page, `\`${kind}\``);
  });

  it("has a hint for every root cause", () => {
    const told = firstOf("root cause").flatMap((cell) => {
      const [, subject = "", variants = ""] = /^(one-time key|room key lost) (.*)$/.exec(cell) ?? [];
      return subject ? variants.split(", ").map((variant) => `${subject} ${variant}`) : [cell];
    });
    assert.sameMembers(told, Object.keys(ROOT_CAUSES));
  });
});

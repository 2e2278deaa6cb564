import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "chai";
import { ORACLES } from "../../../harness/oracle/oracles/index.ts";
import { VERDICTS } from "../../../harness/report/vocabulary.ts";
import { tablesOf } from "../../support/markdown.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(resolve(ROOT, path), "utf8");

/** The words of a union type that is declared as a list of strings. */
function wordsOf(type: string, path: string): string[] {
  const [, union = ""] = new RegExp(`export type ${type} =([^;]*);`).exec(read(path)) ?? [];
  return [...union.matchAll(/"([^"]+)"/g)].map(([, word]) => word as string);
}

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

  it("explains every outcome of the ledger", () => {
    assert.sameMembers(firstOf("outcome"), wordsOf("Outcome", "harness/oracle/judgement.ts"));
  });

  it("has a hint for every root cause", () => {
    const told = firstOf("root cause").flatMap((cell) => {
      const [, subject = "", variants = ""] = /^(one-time key|room key lost) (.*)$/.exec(cell) ?? [];
      return subject ? variants.split(", ").map((variant) => `${subject} ${variant}`) : [cell];
    });
    assert.sameMembers(told, wordsOf("RootCause", "harness/oracle/autopsy/autopsy.ts"));
  });
});

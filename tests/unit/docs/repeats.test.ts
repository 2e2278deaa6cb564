import { assert } from "chai";
import type { Verdict } from "../../../harness/oracle/index.ts";
import type { Result } from "../../../harness/report/summary.ts";
import { isSteady, type Repeats, recordRepeats } from "../../support/repeats.ts";

const plays = (verdict: Verdict, count: number, cell = "js@hs1,js@hs2") =>
  Array.from({ length: count }, () => ({ id: "a/b", cell, verdict }) as Result);

describe("repeats", () => {
  it("are counted by verdict, in place of what was there", () => {
    const repeats: Repeats = { "a/b": { "js@hs1,js@hs2": { holds: 3 }, "rust@hs1,js@hs2": { known: 20 } } };
    recordRepeats(repeats, [...plays("holds", 19), ...plays("broken", 1)]);
    assert.deepEqual(repeats, {
      "a/b": { "js@hs1,js@hs2": { holds: 19, broken: 1 }, "rust@hs1,js@hs2": { known: 20 } },
    });
  });

  it("are neither one play nor any that were skipped", () => {
    const repeats: Repeats = {};
    recordRepeats(repeats, [...plays("holds", 1), ...plays("skipped", 20, "rust@hs1,js@hs2")]);
    assert.isEmpty(repeats);
  });

  it("make a story steady where one cell gave its verdict twenty times, and none gave two", () => {
    assert.isFalse(isSteady());
    assert.isFalse(isSteady({ a: { holds: 19 } }));
    assert.isFalse(isSteady({ a: { holds: 20, broken: 1 } }));
    assert.isFalse(isSteady({ a: { holds: 20 }, b: { holds: 1, broken: 1 } }));
    assert.isTrue(isSteady({ a: { holds: 20 }, b: { known: 2 } }));
  });
});

import { assert } from "chai";
import { figureLine, HEAD, median } from "../../../harness/run/bench/table.ts";

describe("the table of the bench", () => {
  it("gives the least, the middle and the greatest value, in columns", () => {
    const line = figureLine({ what: "a world", unit: "ms", values: [30, 10, 20], target: 25 });
    assert.match(line, /^a world, ms +10\.0 +20\.0 +30\.0 {3}<= 25$/);
    assert.equal(HEAD.indexOf("target"), line.indexOf("<="));
  });

  it("says where the middle misses the target", () => {
    const line = figureLine({ what: "a world", unit: "s", values: [26], target: 25 });
    assert.match(line, /<= 25 {2}missed$/);
  });

  it("takes the mean of two in the middle", () => {
    assert.equal(median([4, 1, 2, 9]), 3);
    assert.equal(median([7]), 7);
    assert.isNaN(median([]));
  });
});

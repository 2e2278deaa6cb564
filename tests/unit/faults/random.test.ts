import { assert } from "chai";
import { Random } from "../../../harness/faults/random.ts";

describe("what a story draws", () => {
  it("is the same for the same seed, and another for another", () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.whole(1, 6));
    };
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
  });

  it("reaches every choice, and nothing else", () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 500 }, () => random.pick(["a", "b", "c"]));
    assert.sameMembers([...new Set(drawn)], ["a", "b", "c"]);
    const numbers = Array.from({ length: 500 }, () => random.whole(2, 4));
    assert.sameMembers([...new Set(numbers)], [2, 3, 4]);
  });
});

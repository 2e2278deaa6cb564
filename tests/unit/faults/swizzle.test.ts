import { assert } from "chai";
import { swizzle } from "../../../harness/faults/network.ts";
import { Random } from "../../../harness/faults/random.ts";
import type { LinkName } from "../../../harness/journal/index.ts";

const LINKS: LinkName[] = ["hs1->hs2", "hs2->hs1", "hs1->hs3", "hs3->hs1"];

function steps(seed: number, count: number) {
  const plan = swizzle(LINKS, new Random(seed));
  return Array.from({ length: count }, () => plan.next().value);
}

describe("swizzling a network", () => {
  it("clogs nothing twice, frees only what is clogged, and comes back to a free network", () => {
    const clogged = new Set<string>();
    let timesFree = 0;
    for (const { link, clog } of steps(7, 200)) {
      assert.equal(clogged.has(link), !clog);
      if (clog) clogged.add(link);
      else clogged.delete(link);
      if (clogged.size === 0) timesFree += 1;
    }
    assert.isAbove(timesFree, 10);
  });

  it("is drawn from the seed", () => {
    assert.deepEqual(steps(1, 40), steps(1, 40));
    assert.notDeepEqual(steps(1, 40), steps(2, 40));
  });
});

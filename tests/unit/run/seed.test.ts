import { assert } from "chai";
import { formatSeed, freshSeed, parseSeed } from "../../../harness/run/seed.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

describe("a seed", () => {
  it("is 32 bits in hex, there and back", () => {
    for (const text of ["0", "8f31c", "ffffffff"]) assert.equal(formatSeed(parseSeed(text)), text);
    assert.equal(parseSeed(formatSeed(freshSeed())).toString(16).length <= 8, true);
  });

  it("out of range is refused with the range", () => {
    for (const text of ["100000000", "xyz", "", "-1"])
      assert.throws(() => parseSeed(text), UsageError, "0 to ffffffff");
  });
});

import { stripVTControlCharacters } from "node:util";
import { assert } from "chai";
import { type Finding, isMissing, lineOf, report } from "../../../harness/setup/doctor.ts";

const THERE: Finding = { name: "docker", found: "29.0.1" };
const MISSING: Finding = { name: "chromium", remedy: "run `apt-get install chromium`" };
const OPTIONAL: Finding = { name: "olm", remedy: "olm clients cannot play", optional: true };

describe("the doctor", () => {
  it("is content when only optional things are missing", () => {
    assert.deepEqual([THERE, MISSING, OPTIONAL].map(isMissing), [false, true, false]);
    assert.equal(report([THERE, OPTIONAL], { json: false }).exitCode, 0);
    assert.equal(report([THERE, OPTIONAL, MISSING], { json: false }).exitCode, 70);
  });

  it("says what is there, and how to get what is not", () => {
    assert.deepEqual([THERE, MISSING, OPTIONAL].map(lineOf).map(stripVTControlCharacters), [
      "✓ docker               29.0.1",
      "✗ chromium             run `apt-get install chromium`",
      "– olm                  olm clients cannot play",
    ]);
  });

  it("tells machines the same", () => {
    const { text, exitCode } = report([THERE, MISSING], { json: true });
    assert.deepEqual(JSON.parse(text), { version: 1, findings: [THERE, MISSING] });
    assert.equal(exitCode, 70);
  });
});

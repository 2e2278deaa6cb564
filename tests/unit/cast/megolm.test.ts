import { assert } from "chai";
import { firstKnownIndex, messageIndex } from "../../../harness/cast/js-sdk/driver/megolm.ts";

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

describe("what Megolm's formats tell", () => {
  it("the index of a message, as a variable-length integer", () => {
    assert.equal(messageIndex(base64(3, 0x08, 0, 0x12, 0x70, ...Array(20).fill(7))), 0);
    assert.equal(messageIndex(base64(3, 0x08, 99, 0x12, 0x70, ...Array(20).fill(7))), 99);
    assert.equal(messageIndex(base64(3, 0x08, 0xac, 0x02, 0x12, ...Array(20).fill(7))), 300);
  });

  it("no index of anything else", () => {
    for (const other of [undefined, {}, "", "???", base64(2, 0x08, 1), base64(3, 0x12, 1), base64(3, 0x08, 0x80)]) {
      assert.isUndefined(messageIndex(other));
    }
  });

  it("the first index of an exported session", () => {
    assert.equal(firstKnownIndex(base64(1, 0, 0, 1, 2, ...Array(160).fill(9))), 258);
    assert.isUndefined(firstKnownIndex("AQ"));
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { judge, outstanding } from "../../../harness/oracle/index.ts";
import { friends, olm, userOf } from "./told.ts";

const BOB = userOf("bob");
const whole = friends()
  .asks("alice", "keys/query", { keys: { queried: { users: [BOB], devices: { [BOB]: ["BOB"] }, failures: [] } } })
  .fault("cut", "hs1->hs2")
  .startsSaying("alice", "one")
  .asks("alice", "sendToDevice", { keys: { toDevice: [olm("alice", "bob", "aaaa")] } })
  .said("alice", "one")
  .fails("one", "bob")
  .heals("cut", "hs1->hs2")
  .says("bob", "two", { session: "S2" })
  .reads("two", "alice")
  .client("bob", "killed")
  .client("bob", "started")
  .op("bob", "restore")
  .op("bob", "startSync")
  .reads("one", "bob")
  .leaves("bob")
  .says("alice", "three", { session: "S3" })
  .ends();

describe("a torn journal", () => {
  it("is judged wherever it breaks off, and never holds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        expect(judge(whole.slice(0, length)).verdict).to.equal("unknown");
      }),
    );
  });

  it("is judged without any of its entries but the header", () => {
    fc.assert(
      fc.property(fc.subarray(whole.slice(1)), (entries) => {
        const judgement = judge([...whole.slice(0, 1), ...entries]);
        expect(judgement.results.flatMap(({ findings }) => findings.map(({ kind }) => kind))).not.to.include(
          "oracle-failed",
        );
      }),
    );
  });

  it("is looked through for what is outstanding", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length }), (length) => {
        expect(outstanding(whole.slice(0, length)).map(({ body }) => body)).to.have.length.at.most(2);
      }),
    );
  });
});

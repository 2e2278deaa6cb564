import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { assert } from "chai";
import type { Entry } from "../../../harness/journal/index.ts";
import { JOURNAL_SCHEMA, renderJournalSchema } from "../../support/journal-schema.ts";
import { friends } from "../oracle/told.ts";

describe("the journal's JSON schema", () => {
  const accepts = new Ajv().compile<Entry>(JSON.parse(readFileSync(JOURNAL_SCHEMA, "utf8")));

  it("says what entries.ts says", () => {
    const committed = JSON.parse(readFileSync(JOURNAL_SCHEMA, "utf8"));
    assert.deepEqual(committed, JSON.parse(renderJournalSchema()), "docs/schema is stale: run `npm run generate`");
  }).timeout(60_000);

  it("accepts every line of a journal", () => {
    const entries = friends()
      .says("alice", "hello")
      .fails("hello", "bob")
      .asks("bob", "keys/claim", { keys: { queried: { users: ["@alice:hs1"], devices: {}, failures: [] } } })
      .gets("bob")
      .fault("link down", "hs1->hs2")
      .heals("link down", "hs1->hs2")
      .state("hello", { alice: "join", bob: "join" })
      .ends();
    for (const entry of entries) assert.isTrue(accepts(entry), JSON.stringify([entry, accepts.errors]));
  });

  it("refuses a line of no known kind, of another version, or with a field too many or too few", () => {
    const beat = { t: 1, kind: "beat", name: "hello", phase: "begin" };
    assert.isTrue(accepts(beat));
    const [header] = friends().entries;
    for (const bad of [
      { ...beat, kind: "beet" },
      { ...beat, phase: "middle" },
      { ...beat, colour: "red" },
      { t: 1, kind: "beat", name: "hello" },
      { ...header, version: 2 },
    ]) {
      assert.isFalse(accepts(bad), JSON.stringify(bad));
    }
  });
});

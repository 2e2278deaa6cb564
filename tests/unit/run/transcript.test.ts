import { assert } from "chai";
import { transcript } from "../../../harness/run/by-hand/transcript.ts";
import { typeErrorsOf } from "../../support/type-check.ts";

describe("what was done by hand", () => {
  it("is kept as a scenario that type-checks", () => {
    const kept = transcript([
      "const room = await alice.opensEncryptedRoom({ inviting: [bob] })",
      "await bob.joins(room)",
      'await during(link("hs1", "hs2").isDown(), async () => {\n  await alice.says("hello", room)\n})',
    ]);
    assert.deepEqual(typeErrorsOf([kept]), []);
    assert.include(kept, '      await alice.says("hello", room)');
  }).timeout(60_000);
});

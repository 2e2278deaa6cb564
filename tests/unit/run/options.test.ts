import { assert } from "chai";
import { pinArguments, policyOf } from "../../../harness/run/options.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

describe("the arguments that reproduce a run", () => {
  it("repeat every pin, and nothing that is a default", () => {
    assert.deepEqual(pinArguments({ homeserver: {}, driver: {}, scenarios: "scenarios" }), []);
    const pins = { synapse: "1.103.0", homeserver: { hs2: "other:1" }, driver: { nio: "python3 nio.py" } };
    assert.deepEqual(pinArguments({ ...pins, profile: "production", scenarios: "../mine" }), [
      ...["--synapse", "1.103.0", "--profile", "production", "--homeserver", "hs2=other:1"],
      ...["--driver", "nio=python3 nio.py", "--scenarios", "../mine"],
    ]);
    const policy = policyOf({ lateAfter: 1.5 });
    assert.deepEqual(pinArguments({ homeserver: {}, driver: {}, policy }), ["--late-after", "1.5"]);
  });
});

describe("the thresholds of a run", () => {
  it("are Element's, unless others are asked for", () => {
    assert.deepEqual(policyOf({}), { lateAfterMs: 4_000, lostAfterMs: 60_000 });
    assert.deepEqual(policyOf({ lateAfter: 0.5 }), { lateAfterMs: 500, lostAfterMs: 60_000 });
  });

  it("are those of an old run where that is judged again", () => {
    const old = { lateAfterMs: 1_000, lostAfterMs: 2_000 };
    assert.deepEqual(policyOf({ lostAfter: 10 }, old), { lateAfterMs: 1_000, lostAfterMs: 10_000 });
    assert.throws(() => policyOf({ lateAfter: 3 }, old), UsageError);
  });
});

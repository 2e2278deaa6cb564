import { assert } from "chai";
import { parseDuration, parsePins, pinArguments, policyOf } from "../../../harness/run/options.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

describe("the duration of a soak", () => {
  it("is told in seconds, minutes or hours", () => {
    assert.deepEqual(["90s", "30m", "8h"].map(parseDuration), [90_000, 1_800_000, 28_800_000]);
    for (const text of ["30", "m", "1d", "-1s", ""]) assert.throws(() => parseDuration(text), /Write 90s, 30m or 8h/);
  });
});

describe("the arguments that reproduce a run", () => {
  it("repeat every pin, and nothing that is a default", () => {
    assert.deepEqual(pinArguments({ homeserver: {}, driver: {}, scenarios: "scenarios" }), []);
    const pins = { synapse: "1.103.0", homeserver: { hs2: "other:1" }, driver: { nio: "python3 nio.py" } };
    assert.deepEqual(pinArguments({ ...pins, profile: "production", scenarios: "../mine" }), [
      ...["--synapse", "1.103.0", "--profile", "production", "--homeserver", "hs2=other:1"],
      ...["--driver", "nio=python3 nio.py", "--scenarios", "../mine"],
    ]);
    assert.deepEqual(pinArguments({ homeserver: {}, driver: {}, database: "postgres", workers: true }), [
      ...["--database", "postgres", "--workers"],
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

  it("are read back as what they were made of", () => {
    const pins = {
      synapse: "1.103.0",
      homeserver: { "*": "dendrite", hs2: "other:1" },
      driver: { nio: "python3 nio.py" },
    };
    const policy = { lateAfterMs: 1_500, lostAfterMs: 9_000 };
    const servers = { database: "postgres", workers: true, profile: "production" } as const;
    const all = { ...pins, ...servers, jsSdk: "43.0.0", scenarios: "../mine", policy };
    assert.deepEqual(parsePins(pinArguments(all)), all);
    const usual = { homeserver: {}, driver: {}, scenarios: "scenarios", policy: policyOf({}) };
    assert.deepEqual(parsePins([]), usual);
  });
});

import { assert } from "chai";
import { pinArguments } from "../../../harness/run/options.ts";

describe("the arguments that reproduce a run", () => {
  it("repeat every pin, and nothing that is a default", () => {
    assert.deepEqual(pinArguments({ homeserver: {}, driver: {}, scenarios: "scenarios" }), []);
    const pins = { synapse: "1.103.0", homeserver: { hs2: "other:1" }, driver: { nio: "python3 nio.py" } };
    assert.deepEqual(pinArguments({ ...pins, profile: "production", scenarios: "../mine" }), [
      ...["--synapse", "1.103.0", "--profile", "production", "--homeserver", "hs2=other:1"],
      ...["--driver", "nio=python3 nio.py", "--scenarios", "../mine"],
    ]);
  });
});

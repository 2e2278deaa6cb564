import { assert } from "chai";
import { idleShare, whenCoresIdle } from "../../../harness/run/spare-cores.ts";

describe("spare cores", () => {
  it("are a share of what the cores did in between, not since they started", () => {
    assert.equal(idleShare({ idle: 900, all: 1000 }, { idle: 925, all: 1100 }), 0.25);
  });

  it("are none where no time has passed", () => assert.equal(idleShare({ idle: 5, all: 9 }, { idle: 5, all: 9 }), 0));

  it("are looked for until that is stopped", () => whenCoresIdle(() => assert.fail("was stopped"))());
});

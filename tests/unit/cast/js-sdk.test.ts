import { readFileSync } from "node:fs";
import { assert } from "chai";
import { capabilitiesOf } from "../../../harness/cast/js-sdk/driver/capabilities.ts";
import { chosenVersion, parseSdkSpec, resolveSdk } from "../../../harness/cast/js-sdk/sdk.ts";

describe("--js-sdk", () => {
  it("names a version, and the WebAssembly's where it matters", () => {
    assert.deepEqual(parseSdkSpec("43.0.0"), { sdk: "43.0.0", wasm: undefined });
    assert.deepEqual(parseSdkSpec("43.0.0+wasm=18.9.0"), { sdk: "43.0.0", wasm: "18.9.0" });
    assert.deepEqual(parseSdkSpec("44.0.0-rc.1"), { sdk: "44.0.0-rc.1", wasm: undefined });
  });

  for (const bad of ["", "latest", "43", "36.2.0", "43.0.0+wasm", "43.0.0+wasm=new", "43.0.0; rm -rf /"]) {
    it(`refuses "${bad}" and says what it takes`, () => {
      assert.throws(() => parseSdkSpec(bad), RangeError, /give 37\.0\.0 or later.*e\.g\. 43\.0\.0/);
    });
  }

  it("means the version of the lock file when it is not given", async () => {
    const lock = JSON.parse(readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8"));
    const { version } = lock.packages["node_modules/matrix-js-sdk"];
    assert.equal(chosenVersion(undefined), version);
    assert.equal((await resolveSdk()).versions["matrix-js-sdk"], version);
  });

  it("decides what a driver can do", () => {
    assert.includeMembers(capabilitiesOf("41.5.0", true), ["shareHistory", "restart", "sigkill"]);
    assert.notInclude(capabilitiesOf("41.4.9", true), "shareHistory");
    assert.include(capabilitiesOf("100.0.0", false), "shareHistory");
    assert.notInclude(capabilitiesOf("43.0.0", false), "restart");
  });
});

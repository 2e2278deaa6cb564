import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { capabilitiesOf } from "../../../harness/cast/js-sdk/driver/capabilities.ts";
import { chosenVersion, parseSdkSpec, resolveSdk } from "../../../harness/cast/js-sdk/sdk.ts";

describe("--js-sdk", () => {
  it("names a version, and the WebAssembly's where it matters", () => {
    assert.deepEqual(parseSdkSpec("43.0.0"), { sdk: "43.0.0", wasm: undefined });
    assert.deepEqual(parseSdkSpec("43.0.0+wasm=18.9.0"), { sdk: "43.0.0", wasm: "18.9.0" });
    assert.deepEqual(parseSdkSpec("44.0.0-rc.1"), { sdk: "44.0.0-rc.1", wasm: undefined });
  });

  it("takes a packed SDK, and looks into it for its version", () => {
    const folder = mkdtempSync(join(tmpdir(), "packed-sdk-"));
    mkdirSync(join(folder, "package"));
    writeFileSync(join(folder, "package/package.json"), JSON.stringify({ version: "44.1.0" }));
    const packed = join(folder, "sdk.tgz");
    execFileSync("tar", ["-czf", packed, "-C", folder, "package"]);
    assert.deepEqual(parseSdkSpec(`${packed}+wasm=18.9.0`), { sdk: packed, wasm: "18.9.0" });
    assert.equal(chosenVersion(packed), "44.1.0");
    rmSync(folder, { recursive: true });
    assert.throws(() => parseSdkSpec(packed), RangeError, "the path of a packed one that is there");
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

  it("never takes the project's own version for another that is not installed", async () => {
    const { npm_execpath } = process.env;
    process.env.npm_execpath = "/no/such/npm";
    try {
      const installing = resolveSdk("99.0.0");
      assert.equal(resolveSdk("99.0.0"), installing, "two kinds of clients share one installation");
      const error = await installing.catch((reason: Error) => reason);
      assert.match((error as Error).message, /cannot install matrix-js-sdk 99\.0\.0/);
    } finally {
      if (npm_execpath === undefined) delete process.env.npm_execpath;
      else process.env.npm_execpath = npm_execpath;
    }
  });

  it("decides what a driver can do", () => {
    assert.includeMembers(capabilitiesOf("41.5.0", true), ["shareHistory", "restart", "sigkill"]);
    assert.notInclude(capabilitiesOf("41.4.9", true), "shareHistory");
    assert.include(capabilitiesOf("100.0.0", false), "shareHistory");
    assert.notInclude(capabilitiesOf("43.0.0", false), "restart");
  });
});

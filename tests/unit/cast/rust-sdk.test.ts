import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { PINNED_MANIFEST } from "../../../harness/cast/rust-sdk/build.ts";
import { crates } from "../../../harness/cast/rust-sdk/cargo.ts";
import { manifestFor, parseSdk, rustVersionIn } from "../../../harness/cast/rust-sdk/sdk.ts";

const SDK_CRATES = ["matrix-sdk", "matrix-sdk-base", "matrix-sdk-crypto", "matrix-sdk-ui"];

describe("the choice of a matrix-rust-sdk", () => {
  let checkout: string;

  before(() => {
    checkout = mkdtempSync(join(tmpdir(), "torture-sdk-"));
    mkdirSync(join(checkout, "crates/matrix-sdk"), { recursive: true });
    writeFileSync(join(checkout, "crates/matrix-sdk/Cargo.toml"), "[package]\n");
  });

  after(() => rmSync(checkout, { recursive: true }));

  it("is the pinned release when none is named, or when that one is", () => {
    const [, pinned] = /^matrix-sdk = \{ version = "=([^"]+)"/m.exec(PINNED_MANIFEST) ?? [];
    assert.deepEqual(parseSdk(undefined, PINNED_MANIFEST), { kind: "pinned" });
    assert.deepEqual(parseSdk(pinned, PINNED_MANIFEST), { kind: "pinned" });
  });

  it("is another release or a checkout", () => {
    assert.deepEqual(parseSdk("0.19.1", PINNED_MANIFEST), { kind: "release", version: "0.19.1" });
    assert.deepEqual(parseSdk(checkout, PINNED_MANIFEST), { kind: "checkout", path: checkout });
  });

  it("refuses anything else, and says what is valid", () => {
    for (const spec of ["0.19", "latest", join(checkout, "crates")]) {
      assert.throws(
        () => parseSdk(spec, PINNED_MANIFEST),
        RangeError,
        /neither a release of matrix-sdk.* nor a checkout/,
      );
    }
  });

  it("is written into every SDK crate of the manifest, features kept", () => {
    for (const [sdk, source] of [
      [{ kind: "release", version: "0.19.1" }, () => 'version = "=0.19.1"'],
      [{ kind: "checkout", path: "/src/sdk" }, (name: string) => `path = "/src/sdk/crates/${name}"`],
    ] as const) {
      const manifest = manifestFor(sdk, PINNED_MANIFEST);
      for (const name of SDK_CRATES) assert.include(manifest, `${name} = { ${source(name)}`);
      assert.notMatch(manifest, /^matrix-sdk\S* = .*"=0\.18/m);
      assert.include(manifest, "_disable-minimum-rotation-period-ms");
    }
    assert.equal(manifestFor({ kind: "pinned" }, PINNED_MANIFEST), PINNED_MANIFEST);
  });

  it("says which compiler it needs, in a manifest and in cargo's words", () => {
    assert.match(rustVersionIn(PINNED_MANIFEST) ?? "", /^1\.\d+$/);
    assert.equal(rustVersionIn('[workspace.package]\nrust-version = "1.96"\n'), "1.96");
    assert.equal(rustVersionIn("license: Apache-2.0\nrust-version: 1.96.0\n"), "1.96");
    assert.isUndefined(rustVersionIn("license: Apache-2.0\n"));
  });
});

describe("the progress of a cargo build", () => {
  it("is told in crates", () => {
    assert.equal(crates("Building [=====>        ] 123/431: matrix-sdk-crypto"), "123/431 crates: matrix-sdk-crypto");
    assert.equal(crates("Building [=====>        ] 123/431"), "123/431 crates");
    assert.equal(crates("Updating crates.io index"), "Updating crates.io index");
  });
});

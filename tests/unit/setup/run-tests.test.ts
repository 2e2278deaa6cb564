import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { ROOT } from "../../../harness/setup/paths.ts";
import { closingLine } from "../../../harness/setup/run-tests.ts";

describe("the totals of a test run", () => {
  it("are the sum of its suites", () => {
    const unit = { passes: 3, failures: 0, pending: 0 };
    assert.equal(closingLine([unit]), "3 passed, 0 failed");
    assert.equal(closingLine([unit, { passes: 1, failures: 2, pending: 1 }]), "4 passed, 2 failed, 1 skipped");
  });

  it("are what mocha counted", () => {
    const folder = mkdtempSync(join(tmpdir(), "totals-"));
    try {
      const file = join(folder, "some.test.ts");
      const totals = join(folder, "totals.json");
      writeFileSync(file, `it("a", () => {}); it("b", () => { throw new Error("b"); }); it.skip("c", () => {});`);
      const args = ["node_modules/mocha/bin/mocha.js", "--reporter", "tests/support/counting-reporter.ts"];
      const run = spawnSync(process.execPath, [...args, "--reporter-option", `totals=${totals}`, file], { cwd: ROOT });
      assert.equal(run.status, 1);
      assert.deepInclude(JSON.parse(readFileSync(totals, "utf8")), { passes: 1, failures: 1, pending: 1 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("CI", () => {
  /** A checkout whose `npm test` is a script. */
  function ci(npmTest: string) {
    const folder = mkdtempSync(join(tmpdir(), "ci-"));
    execFileSync("cp", ["-R", join(ROOT, ".ci"), folder]);
    writeFileSync(join(folder, "npm"), `#!/bin/sh\n${npmTest}\n`, { mode: 0o755 });
    const run = spawnSync("bash", [join(folder, ".ci/run")], {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    return { code: run.status, last: run.stdout.trim().split("\n").at(-1) };
  }
  const close = (line: string) => `mkdir -p .cache/test-totals; echo '${line}' > .cache/test-totals/closing-line`;

  it("ends with the totals", () => {
    assert.deepEqual(ci(`${close("5 passed, 0 failed")}; echo noise`), { code: 0, last: "5 passed, 0 failed" });
  });

  it("fails when a test failed", () => {
    assert.deepEqual(ci(`${close("4 passed, 1 failed")}; exit 1`), { code: 1, last: "4 passed, 1 failed" });
  });

  it("fails when the tests broke off, whatever they said", () => {
    assert.equal(ci("exit 0").code, 1);
    assert.equal(ci("exit 70").code, 70);
  });
});

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "chai";
import type { Summary } from "../../harness/report/summary.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** What docs/first-scenario.md lets its readers do. Unit tests hold its text to the files that are played here. */
describe("the first scenario", function () {
  this.timeout(300_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "torture-first-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the command line in a folder of its own, where its `store` goes. */
  async function torture(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
    const child = spawn(process.execPath, [join(ROOT, "harness/setup/main.ts"), "torture", ...args], { cwd: folder });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const exitCode = await new Promise<number | null>((done) => child.once("close", done));
    return { exitCode, output };
  }

  const verdicts = () => {
    const summary: Summary = JSON.parse(readFileSync(join(folder, "store/latest/summary.json"), "utf8"));
    return summary.results.map(({ id, cell, verdict }) => `${id} ${cell} ${verdict}`);
  };

  it("plays as `torture new` writes it, in a project of its own", async () => {
    const written = await torture("new", "clients/phone-is-off", "--scenarios", folder);
    assert.equal(written.exitCode, 0, written.output);
    const cell = "node@hs1,node@hs2";
    const played = await torture("run", "clients/phone-is-off", "--scenarios", folder, "--cell", cell);
    assert.equal(played.exitCode, 0, played.output);
    assert.deepEqual(verdicts(), [`clients/phone-is-off ${cell} holds`]);
  });

  it("plays as the page ends", async () => {
    const scenarios = join(ROOT, "scenarios");
    const cell = "js@hs1,rust@hs2";
    const played = await torture("run", "off-while-cut-off", "--scenarios", scenarios, "--cell", cell);
    assert.equal(played.exitCode, 0, played.output);
    assert.deepEqual(verdicts(), [`clients/off-while-cut-off ${cell} holds`]);
  });
});

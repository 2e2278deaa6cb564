import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { assert } from "chai";

const STRAYS = resolve("harness/run/strays.ts");

/** In a process of its own: mocha has its own ideas of rejections that nobody waits for. */
function run(script: string): { said: string; code: number | null } {
  const text = `import { heedStrays, withStrays } from ${JSON.stringify(STRAYS)};
    import { setTimeout as sleep } from "node:timers/promises";
    const fails = async (ms) => { await sleep(ms); throw new Error("nobody waited"); };
    ${script}`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" });
  return { said: stdout.trim(), code: status };
}

describe("a promise that a story leaves alone", () => {
  it("breaks its play when it is rejected, and no other", () => {
    const { said, code } = run(`
      heedStrays();
      const outcomes = await Promise.allSettled([
        withStrays(async () => { fails(10); await sleep(5000, undefined, { ref: false }); }),
        withStrays(async () => { await sleep(50); return "well"; }),
      ]);
      console.log(outcomes.map((each) => each.value ?? each.reason.message).join(", "));`);
    assert.deepEqual({ said, code }, { said: "nobody waited, well", code: 0 });
  });

  it("is of no interest after the end of its play", () => {
    const { said, code } = run(`
      heedStrays();
      console.log(await withStrays(async () => { fails(10); return "over"; }));
      await sleep(50);`);
    assert.deepEqual({ said, code }, { said: "over", code: 0 });
  });

  it("is fatal where it is none of a story's", () => {
    assert.equal(run("heedStrays(); fails(1);").code, 1);
  });
});

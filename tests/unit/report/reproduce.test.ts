import { execFileSync } from "node:child_process";
import { assert } from "chai";
import { reproduceCommand } from "../../../harness/report/reproduce.ts";
import { sampleResult } from "./samples.ts";

describe("the line to reproduce", () => {
  it("names story, cell, seed and pins", () => {
    assert.equal(
      reproduceCommand(sampleResult(), { pins: ["--synapse", "1.103.0"] }),
      "npm run torture -- run keys/claim-fails --cell js@hs1,rust@hs2 --seed 8f31c --synapse 1.103.0",
    );
  });

  it("survives a shell, whatever a path holds", () => {
    const pins = ["--driver", "my client=/opt/it's here/run $HOME"];
    const line = reproduceCommand(sampleResult(), { pins }).replace("npm run torture -- ", "printf '%s\\n' ");
    const words = execFileSync("sh", ["-c", line], { encoding: "utf8" }).trimEnd().split("\n");
    assert.deepEqual(words.slice(-2), pins);
  });

  it("names the mutant of a trial's play", () => {
    for (const id of ["mutated/sends-in-the-clear", "unmutated/sends-in-the-clear"]) {
      assert.equal(
        reproduceCommand({ ...sampleResult(), id }, { pins: ["--synapse", "1.103.0"] }),
        "npm run torture -- mutants sends-in-the-clear --synapse 1.103.0",
      );
    }
  });
});

import { assert } from "chai";
import { EVERYTHING, NOTHING, needsOfTests, needsOfTorture } from "../../../harness/setup/needs.ts";

const needs = (line: string) => needsOfTorture(line.split(" ").filter(Boolean));

describe("what a command line needs", () => {
  it("is everything for a run but what it must name", () => {
    for (const line of ["", "run", "basics --seed 8f31c", "soak --for 30m"]) {
      assert.deepEqual(needs(line), { ...EVERYTHING, dendrite: false });
    }
  });

  it("is Dendrite where it is named in its pinned version", () => {
    for (const line of ["--homeserver dendrite", "run --homeserver=hs2=dendrite", "up --homeserver hs1=dendrite"]) {
      assert.isTrue(needs(line).dendrite, line);
    }
    for (const line of ["--homeserver dendrite:0.13.7", "--homeserver hs1=dendrite-complement"]) {
      assert.isFalse(needs(line).dendrite, line);
    }
  });

  it("is nothing where no story is played", () => {
    for (const line of ["list", "doctor --json", "judge latest", "--help", "run --help"]) {
      assert.deepEqual(needs(line), NOTHING, line);
    }
  });

  it("is the clients of the cells that are named", () => {
    assert.include(needs("run --cell js@hs1,node@hs2"), { rust: false, chromium: true });
    assert.include(needs("run --cell=rust@hs1,rust@hs2"), { rust: true, chromium: false });
    assert.include(needs("--cell rust@hs1,rust@hs2 --cell js@hs1,js@hs2"), { rust: true, chromium: true });
  });

  it("is no pinned version where another is named", () => {
    assert.include(needs("--synapse 1.103.0"), { synapse: false, gateway: true });
    assert.include(needs("--rust-sdk 0.16.0"), { rust: false, chromium: true });
  });

  it("is no client for a world by itself", () => {
    assert.deepEqual(needs("up"), { ...NOTHING, docker: true, synapse: true, gateway: true });
  });

  it("is nothing for unit tests, and everything for others", () => {
    assert.deepEqual(needsOfTests(["tests/unit/setup/needs.test.ts", "--grep", "needs"]), NOTHING);
    assert.deepEqual(needsOfTests(["tests/unit/setup/needs.test.ts", "tests/integration/images.test.ts"]), EVERYTHING);
    assert.deepEqual(needsOfTests(["--grep", "image"]), EVERYTHING);
  });
});

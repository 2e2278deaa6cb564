import { assert } from "chai";
import { MUTANTS } from "../../harness/run/mutants/index.ts";
import { Cli } from "../support/cli.ts";

interface Trial {
  mutants: { name: string; caught: boolean; found: string[] }[];
  unmutated: { title: string; cell: string; clean: boolean; found: string[] }[];
}

describe("the oracles", function () {
  this.timeout(600_000);

  it("catch every mutant, and find nothing where nobody is mutated", async () => {
    const cli = new Cli("mutants", "--json");
    const exitCode = await cli.ended;
    const { mutants, unmutated }: Trial = JSON.parse(cli.said.slice(cli.said.indexOf("{\n")));
    assert.deepEqual(
      mutants.filter(({ caught }) => !caught),
      [],
    );
    assert.deepEqual(
      unmutated.filter(({ clean }) => !clean),
      [],
    );
    assert.sameMembers(
      mutants.map(({ name }) => name),
      MUTANTS.map(({ name }) => name),
    );
    assert.equal(exitCode, 0);
  });

  it("say which mutant went by them", async () => {
    const cli = new Cli("mutants", "no-such-defect");
    assert.equal(await cli.ended, 64);
    assert.include(cli.said, MUTANTS[0]?.name ?? "");
  });
});

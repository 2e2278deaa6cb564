import { readFileSync } from "node:fs";
import { assert } from "chai";
import { FAULTS_PAGE, faultChapters, renderFaultsPage } from "../../support/faults-page.ts";

describe("docs/faults.md", () => {
  it("says what the faults' doc comments say", () => {
    assert.equal(
      readFileSync(FAULTS_PAGE, "utf8"),
      renderFaultsPage(),
      "docs/faults.md is stale: run `npm run generate`",
    );
  });

  it("tells of every fault what happens on the wire, what its evidence is, and how it is used", () => {
    const faults = faultChapters().flatMap(({ verbs }) => verbs.filter(({ returns }) => /Fault$/.test(returns)));
    assert.isAtLeast(faults.length, 20);
    for (const { call, wire, evidence, example } of faults) {
      for (const [tag, text] of Object.entries({ wire, evidence, example })) assert.isOk(text, `${call} lacks @${tag}`);
    }
  });
});

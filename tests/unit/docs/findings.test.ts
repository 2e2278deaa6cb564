import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "chai";
import { loadCatalogue } from "../../../harness/run/catalogue.ts";
import { FINDINGS_PAGE, readFindings, renderFindingsPage } from "../../support/findings-page.ts";

describe("docs/findings", () => {
  it("are all listed on their page", () => {
    assert.equal(
      readFileSync(FINDINGS_PAGE, "utf8"),
      renderFindingsPage(),
      "docs/findings.md is stale: run `npm run generate`",
    );
  });

  it("say where, what happens, what the journal has, the cause, and how to play it", () => {
    for (const { path, title, where, chapters } of readFindings()) {
      assert.isOk(title, `${path} has no title`);
      assert.isOk(where, `${path} has no line "**Where** …"`);
      assert.includeMembers(chapters, ["What happens", "The journal", "Cause", "Play it"], path);
    }
  });

  it("are each a known failure of the story that shows it, and every found one has its report", async () => {
    const stories = await loadCatalogue(resolve("scenarios"));
    const foundHere = stories.flatMap(({ id, spec }) =>
      (spec.knownFailures ?? []).filter(({ link }) => link.startsWith("docs/")).map(({ link }) => ({ id, link })),
    );
    const reports = readFindings();
    for (const { path, story } of reports) {
      assert.isTrue(
        foundHere.some(({ id, link }) => id === story && link === path),
        `${path}: ${story} does not know it`,
      );
    }
    assert.includeMembers(
      reports.map(({ path }) => path),
      foundHere.map(({ link }) => link),
    );
  });
});

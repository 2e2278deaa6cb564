import { readFileSync } from "node:fs";
import { assert } from "chai";
import { loadCatalogue } from "../../../harness/run/catalogue.ts";
import { CATALOGUE_PAGE, readVerdicts, renderCataloguePage } from "../../support/catalogue-page.ts";
import { COMPLEMENT_CRYPTO } from "../../support/complement-crypto.ts";
import { ENOUGH_REPEATS, isSteady, readRepeats } from "../../support/repeats.ts";

describe("docs/catalogue.md", () => {
  it("has every story as it is", async () => {
    const page = readFileSync(CATALOGUE_PAGE, "utf8");
    assert.equal(page, await renderCataloguePage(), "docs/catalogue.md is stale: run `npm run generate`");
    for (const { id, title } of await loadCatalogue("scenarios")) {
      assert.include(page, `(../scenarios/${id}.ts)`);
      assert.include(page, title);
    }
  });

  it("records no verdict of a story that is gone, and none that is red", async () => {
    const ids = (await loadCatalogue("scenarios")).map(({ id }) => id);
    for (const [id, cells] of Object.entries(readVerdicts())) {
      assert.include(ids, id);
      for (const [cell, verdict] of Object.entries(cells)) {
        assert.include(["holds", "known", "skipped"], verdict, `${id} in ${cell}`);
      }
    }
  });

  it(`has stories that gave one verdict ${ENOUGH_REPEATS} times in a row in some cell, where the usual servers can play them`, async () => {
    const repeats = readRepeats();
    const playable = (await loadCatalogue("scenarios")).filter(({ spec }) => !spec.serverNeeds?.includes("workers"));
    const unsteady = playable.map(({ id }) => id).filter((id) => !isSteady(repeats[id]));
    assert.isEmpty(unsteady, `run them with --repeat ${ENOUGH_REPEATS}, then npm run record`);
  });
});

describe("complement-crypto's tests", () => {
  it("are 38, and each has a story", async () => {
    const tracked = (await loadCatalogue("scenarios")).flatMap(({ spec }) => spec.tracks ?? []);
    assert.lengthOf(new Set(COMPLEMENT_CRYPTO), 38);
    assert.isEmpty(COMPLEMENT_CRYPTO.filter((test) => !tracked.includes(test)));
  });

  it("are named right wherever a story names one", async () => {
    const named = (await loadCatalogue("scenarios")).flatMap(({ spec }) => spec.tracks ?? []);
    const wrong = named.filter((track) => track.startsWith("complement-crypto") && !COMPLEMENT_CRYPTO.includes(track));
    assert.isEmpty(wrong);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "yaml";
import { problemsOf, ROOT } from "../../support/github-workflows.ts";
import { codeOf } from "../../support/markdown.ts";

describe("docs/ci-recipes.md", () => {
  const recipes = codeOf(readFileSync(join(ROOT, "docs/ci-recipes.md"), "utf8"), "yaml");
  const workflows = recipes.filter((recipe) => /^jobs:/m.test(recipe));

  it("has recipes for GitHub and GitLab", () => {
    assert.isAtLeast(workflows.length, 6);
    const [gitlab] = recipes.filter((recipe) => !workflows.includes(recipe));
    assert.isArray(parse(gitlab ?? "").torture.script);
  });

  for (const [index, workflow] of workflows.entries()) {
    it(`has a right recipe ${index + 1}: ${parse(workflow).name}`, async () => {
      assert.deepEqual(await problemsOf(`.github/workflows/recipe-${index + 1}.yml`, workflow), []);
    });
  }
});

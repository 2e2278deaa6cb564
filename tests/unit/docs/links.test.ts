import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { assert } from "chai";
import { anchorsOf, linksOf } from "../../support/markdown.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const PAGES = globSync(["README.md", "docs/**/*.md", "images/**/*.md"], { cwd: ROOT }).sort();

/** What is wrong with a page's links within the project, a line each. */
function brokenLinks(page: string, markdown: string): string[] {
  return linksOf(markdown)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !leadsSomewhere(page, markdown, link))
    .map((link) => `${page}: ${link}`);
}

function leadsSomewhere(page: string, markdown: string, link: string): boolean {
  const [file = "", fragment] = decodeURI(link).split("#");
  const path = resolve(ROOT, dirname(page), file);
  if (!existsSync(path)) return false;
  if (fragment === undefined || !(file === "" || file.endsWith(".md"))) return true;
  return anchorsOf(file === "" ? markdown : readFileSync(path, "utf8")).includes(fragment);
}

describe("the pages' links", () => {
  for (const page of PAGES) {
    it(`${page}'s lead somewhere`, () => {
      assert.deepEqual(brokenLinks(page, readFileSync(join(ROOT, page), "utf8")), []);
    });
  }

  it("are told apart from those that lead nowhere", () => {
    const page =
      "# The top\n\n[no page](none.md) [no heading](#bottom) ![no picture](x.png) [no heading](design.md#nowhere)\n";
    assert.lengthOf(brokenLinks("docs/page.md", page), 4);
    const good =
      "# The top\n\n[up](#the-top), [design](design.md#world), [license](../LICENSE), [web](https://matrix.org)\n";
    assert.isEmpty(brokenLinks("docs/page.md", good));
  });
});

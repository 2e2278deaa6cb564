import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "chai";
import { codeOf } from "../../support/markdown.ts";
import { typeErrorsOf } from "../../support/type-check.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const PAGES = ["README.md", "docs/first-scenario.md", "docs/faults.md"];

/** A story around lines that are only a part of one. */
const asStory = (lines: string) => `
  import { at, client, issuer, known, link, malice, network, requests, scenario, server } from "matrix-e2ee-torture";
  export default scenario("told by a page", {
    why: "", cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
    async play({ alice, bob, charlie, hs1, hs2, during, beat }) {
      const room = await alice.opensEncryptedRoom();
      const said = await alice.says("", room);
      ${lines}
    },
  });`;

describe("the stories on the pages", () => {
  it("type-check, line by line", () => {
    const blocks = PAGES.flatMap((page) => codeOf(readFileSync(resolve(ROOT, page), "utf8"), "ts"));
    assert.isAtLeast(blocks.length, 30);
    const stories = blocks.map((block) => (block.startsWith("import") ? block : asStory(block)));
    const wrong = asStory('await alice.shouts("hello", room);');
    assert.deepEqual(typeErrorsOf([...stories, wrong]), ["Property 'shouts' does not exist on type 'Actor'."]);
  }).timeout(60_000);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { loadCatalogue, reloadStory, type Story, selectStories } from "../../../harness/run/catalogue.ts";
import { DEFAULT_WORDS } from "../../../harness/run/options.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

describe("the catalogue", () => {
  it("finds stories by id, file name, chapter, tag and path", async () => {
    const catalogue = await loadCatalogue("scenarios");
    const ids = (...words: string[]) => selectStories(catalogue, words).map(({ id }) => id);
    assert.deepEqual(ids("first-contact/first-message"), ["first-contact/first-message"]);
    assert.deepEqual(ids("first-message"), ["first-contact/first-message"]);
    assert.deepEqual(ids("scenarios/first-contact/first-message.ts"), ["first-contact/first-message"]);
    assert.include(ids("first-contact"), "first-contact/first-message");
    assert.include(ids("quick"), "canary/forged-message");
    assert.lengthOf(ids("all"), catalogue.length - ids("soak").length);
    assert.include(ids("soak"), "soak/weather");
  });

  it("finds stories by what they stand for: one issue, or a whole project's", async () => {
    const catalogue = await loadCatalogue("scenarios");
    const ids = (word: string) => selectStories(catalogue, [word]).map(({ id }) => id);
    assert.include(ids("matrix-org/matrix-rust-sdk#2864"), "federation/newcomer-while-a-server-is-dark");
    assert.notInclude(ids("matrix-org/matrix-rust-sdk#2864"), "first-contact/first-message");
    assert.deepEqual(ids("complement-crypto:TestAliceBobEncryptionWorks"), ["first-contact/first-message"]);
    assert.isAtLeast(ids("complement-crypto").length, 30);
    assert.include(ids("docs/findings/room-key-not-sent-to-a-reused-device-id.md"), "devices/same-device-id-again");
  });

  it("loads a story again when its file has changed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
    const told = (title: string) =>
      `import { at, scenario } from "matrix-e2ee-torture"; export default scenario("${title}", { why: "", cast: { alice: at("hs1") }, play: async () => {} });`;
    mkdirSync(join(folder, "chapter"));
    writeFileSync(join(folder, "chapter", "story.ts"), told("before"));
    const [story] = (await loadCatalogue(folder)) as [Story];
    assert.equal(story.title, "before");
    writeFileSync(join(folder, "chapter", "story.ts"), told("afterwards"));
    const again = await reloadStory(story);
    assert.include(again, { title: "afterwards", id: "chapter/story", path: story.path });
    rmSync(folder, { recursive: true });
  });

  it("plays the canary and the most telling stories by default", async () => {
    const quick = selectStories(await loadCatalogue("scenarios"), DEFAULT_WORDS).map(({ id }) => id);
    assert.includeMembers(quick, [
      "canary/forged-message",
      "clients/killed-before-upload-reply",
      "federation/cut-in-one-direction",
      "federation/newcomer-while-a-server-is-dark",
      "first-contact/between-invite-and-join",
      "first-contact/first-message",
      "first-contact/new-device-after-the-message",
      "keys/claim-fails",
      "keys/one-time-keys-run-out",
      "keys/query-fails",
      "keys/upload-fails",
      "membership/leave-rotates-the-key",
      "servers/stopped-mid-conversation",
    ]);
  });

  it("names the choices when a word means nothing", async () => {
    const catalogue = await loadCatalogue("scenarios");
    assert.throws(() => selectStories(catalogue, ["frist-message"]), UsageError, "first-contact/first-message");
  });

  it("tells every story with a reason, and distinct titles", async () => {
    const catalogue = await loadCatalogue("scenarios");
    for (const { id, spec } of catalogue) assert.isNotEmpty(spec.why, id);
    assert.lengthOf(new Set(catalogue.map(({ title }) => title)), catalogue.length);
  });
});

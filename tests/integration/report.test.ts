import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, expect, type Page } from "@playwright/test";
import { assert } from "chai";
import { findChromium } from "../../harness/cast/js-sdk/chromium.ts";
import { renderRun } from "../../harness/report/index.ts";
import type { Result, Summary } from "../../harness/report/summary.ts";
import { writeFakeRun } from "../support/fake-run/index.ts";

const RESULTS = 400;

/** The report as its readers have it: a file on disk, in a real browser. */
describe("report.html", function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  let summary: Summary;
  let browser: Browser;
  let page: Page;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
    summary = writeFakeRun(folder, RESULTS);
    path = await renderRun(folder);
    browser = await chromium.launch({ executablePath: findChromium() });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => page?.context().close());

  async function open(hash = "", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) errors.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(path).href + hash);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    assert.deepEqual(errors, []);
    return page;
  }

  const resultThat = (verdict: string) => summary.results.find((each) => each.verdict === verdict) as Result;
  const hashOf = ({ id, cell, seed }: Result) => `#/play/${id}/${cell}/${seed}`;
  const squares = () => page.getByRole("region", { name: "Stories and cells", exact: true }).locator("a.square");

  it("is one file below 3 MB that asks for nothing else", async () => {
    assert.isBelow(statSync(path).size, 3_000_000);
    assert.notMatch(readFileSync(path, "utf8"), /<(link|img|iframe)\b|<script[^>]* src=/);
    await open();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      `${summary.totals.broken} of ${RESULTS} results are broken`,
    );
  });

  it("shows every result in the matrix, with a symbol and a name", async () => {
    await open();
    await expect(squares()).toHaveCount(RESULTS);
    const { title, cell, seed } = resultThat("broken");
    await expect(page.getByRole("link", { name: `broken: ${title}, ${cell}, seed ${seed}` }).first()).toHaveText("✗");
  });

  it("filters by verdict, cell and words, and keeps the filter in its address", async () => {
    await open();
    await page.getByRole("button", { name: /broken/ }).click();
    await expect(squares()).toHaveCount(summary.totals.broken);
    await expect(page.getByRole("status").first()).toContainText(`${summary.totals.broken} of ${RESULTS} results`);
    await page.getByRole("button", { name: "js@hs1,js@hs2" }).click();
    await page.getByRole("searchbox").fill("ratchet nothing-like-this");
    await expect(page.getByText("Nothing matches.")).toBeVisible();
    await page.getByRole("link", { name: "show all" }).click();
    await expect(squares()).toHaveCount(RESULTS);
    await page.getByRole("searchbox").fill("2864 unknown-index");
    const shown = await squares().count();
    assert.isAbove(shown, 0);
    const address = page.url();
    await page.reload();
    assert.include(address, "q=2864");
    await expect(page.getByRole("searchbox")).toHaveValue("2864 unknown-index");
    await expect(squares()).toHaveCount(shown);
  });

  it("tells flaky stories and known failures by their issue", async () => {
    await open();
    await expect(page.getByRole("heading", { name: "Flaky" })).toBeVisible();
    const known = page.getByRole("region", { name: "Known failures" });
    await expect(known.getByRole("link", { name: "matrix-org/matrix-rust-sdk#2864" })).toHaveAttribute(
      "href",
      "https://github.com/matrix-org/matrix-rust-sdk/issues/2864",
    );
  });

  it("opens a failure from its deep link: account, timeline, loss, and the line to paste", async () => {
    const broken = resultThat("broken");
    await open(hashOf(broken));
    await expect(page.getByRole("heading", { level: 1 })).toContainText(broken.title);
    for (const sentence of broken.findings[0]?.story ?? []) {
      await expect(page.getByText(sentence, { exact: true }).first()).toBeVisible();
    }
    const timeline = page.getByRole("img", { name: /^Timeline/ });
    await expect(timeline.getByText("lost: “Bob may miss this”")).toBeVisible();
    await expect(timeline.getByText("link down", { exact: true })).toBeVisible();
    await expect(page.getByText(`--cell ${broken.cell} --seed ${broken.seed}`)).toBeVisible();
    await expect(page.getByRole("row", { name: /Bob may miss this/ })).toContainText("lost");
  });

  it("copies the line to paste", async () => {
    const broken = resultThat("broken");
    await open(hashOf(broken), { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, `npm run torture -- run ${broken.id} --cell ${broken.cell} --seed ${broken.seed}`);
  });

  it("hands out a journal that is a journal", async () => {
    await open(hashOf(resultThat("broken")));
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download journal" }).click();
    const text = readFileSync(await (await downloading).path(), "utf8");
    assert.equal(JSON.parse(text.split("\n")[0] ?? "").kind, "header");
  });

  it("shows the exchanges and log lines of a step, also by deep link", async () => {
    await open(hashOf(resultThat("broken")));
    const steps = page.getByRole("region", { name: "What happened" });
    await steps.getByRole("link", { name: /alice says “Bob may miss this”/ }).click();
    await expect(steps.getByText("PUT rooms/send").first()).toBeVisible();
    await expect(steps.getByText("the room key is withheld (m.no_olm)")).toBeVisible();
    const address = page.url();
    assert.match(address, /step=\d+/);
    await page.reload();
    await expect(steps.getByText("PUT rooms/send").first()).toBeVisible();
    await steps.getByRole("link", { name: /link down on/ }).click();
    await expect(page.getByText("touched by the fault").first()).toBeVisible();
  });

  it("opens the step of what is clicked in the timeline", async () => {
    await open(hashOf(resultThat("broken")));
    await page
      .getByRole("img", { name: /^Timeline/ })
      .locator(".traffic .failed")
      .first()
      .click();
    await expect(page.getByText("touched by the fault").first()).toBeInViewport();
  });

  it("zooms into the timeline by its buttons and keys", async () => {
    await open(hashOf(resultThat("broken")));
    const ticks = page.getByRole("img", { name: /^Timeline/ }).locator(".axis text");
    await page.getByRole("button", { name: "Whole story" }).click();
    const whole = await ticks.allTextContents();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect(async () => assert.notDeepEqual(await ticks.allTextContents(), whole)).toPass({ timeout: 2_000 });
    await page.getByRole("button", { name: "Zoom in" }).press("0");
    await expect(async () => assert.deepEqual(await ticks.allTextContents(), whole)).toPass({ timeout: 2_000 });
  });

  it("is walked by keyboard: search, filter, open, choose a step, go back", async () => {
    await open();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("bob may miss");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: /broken/ })).toBeFocused();
    await page.keyboard.press("Space");
    await expect(squares()).toHaveCount(summary.totals.broken);
    await page.getByRole("region", { name: "Needs attention" }).getByRole("link").first().focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await page.getByRole("link", { name: /alice logs in/ }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("list").getByText("POST keys/upload").first()).toBeVisible();
    await page.getByRole("link", { name: "← All results" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("searchbox")).toBeVisible();
  });

  it("follows the reader's colour scheme", async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await open("", { colorScheme: "light" });
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    assert.notEqual(await background(), light);
  });

  it("says so when a deep link leads nowhere", async () => {
    await open("#/play/no/such/story");
    await expect(page.getByText("This report has no result “no/such/story”.")).toBeVisible();
  });

  for (const [colorScheme, width] of [
    ["light", 1360],
    ["dark", 390],
  ] as const) {
    it(`passes axe and never scrolls sideways, ${colorScheme}, ${width} px wide`, async () => {
      for (const hash of ["", `${hashOf(resultThat("broken"))}?step=8`, hashOf(resultThat("skipped"))]) {
        await open(hash, { colorScheme, viewport: { width, height: 900 } });
        await expect(page.locator(".matrix, .plot, .notice").first()).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        const places = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join("; ")}`);
        assert.deepEqual(places, []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.isAtMost(overflow, 0, `${hash} is wider than the window`);
        await page.context().close();
      }
    }).timeout(120_000);
  }
});

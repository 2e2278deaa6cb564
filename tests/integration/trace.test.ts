import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, expect } from "@playwright/test";
import { findChromium } from "../../harness/cast/js-sdk/chromium.ts";
import type { Entry } from "../../harness/journal/index.ts";
import { serveTrace, type TraceServer } from "../../harness/run/trace-server.ts";
import { fakeJournal } from "../support/fake-run/journal.ts";

/** A run that is still played, in a real browser. */
describe("torture trace", function () {
  this.timeout(60_000);
  let folder: string;
  let browser: Browser;
  let server: TraceServer;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "trace-"));
    browser = await chromium.launch({ executablePath: findChromium() });
  });
  after(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows the timeline, and goes on with it as the journal grows", async () => {
    const story = {
      id: "keys/claim-fails",
      title: "claiming keys fails",
      why: "",
      cell: "js@hs1,rust@hs2",
      seed: "8f31c",
    };
    const entries = fakeJournal({ ...story, fate: "lost" });
    const lines = (some: Entry[]) => some.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    const said = entries.findIndex((entry) => entry.kind === "sent" && entry.body === "Bob may miss this");
    const journal = join(folder, story.id, "js-hs1_rust-hs2", "journal.ndjson");
    mkdirSync(join(journal, ".."), { recursive: true });
    writeFileSync(journal, lines(entries.slice(0, said)));
    server = await serveTrace(folder);
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.goto(`${server.url}#/play/${story.id}/${story.cell}/${story.seed}`);
    const timeline = page.getByRole("img", { name: /^Timeline/ });
    await expect(timeline).toBeVisible();
    await expect(page.getByText("lost: “Bob may miss this”")).toHaveCount(0);
    await page.evaluate(() => window.scrollTo(0, 200));
    appendFileSync(journal, lines(entries.slice(said)));
    await expect(timeline.getByText("lost: “Bob may miss this”")).toBeVisible({ timeout: 15_000 });
    expect(await page.evaluate(() => window.scrollY)).toBe(200);
    expect(errors).toEqual([]);
  });
});

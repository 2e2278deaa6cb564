import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assert } from "chai";
import { shellsBeside } from "../../../harness/cast/js-sdk/chromium.ts";
import { ensureChromium } from "../../../harness/setup/chromium.ts";

/** A machine where some of the ways lead to a browser. */
function machine({ there = false, downloads = false, installs = false, lightens = false }) {
  const done: string[] = [];
  let present = there;
  const way = (name: string, leads: boolean) => async () => {
    done.push(name);
    if (!leads) throw new Error(`${name} failed`);
    present = true;
  };
  const find = () => {
    if (!present) throw new Error("none");
    return "/usr/bin/chromium";
  };
  const sources = {
    find,
    download: way("download", downloads),
    install: way("install", installs),
    lighten: way("lighten", lightens),
  };
  return { done, sources };
}

describe("the browser", () => {
  it("that is there gets one without windows beside it, if that can be had", async () => {
    for (const lightens of [true, false]) {
      const { done, sources } = machine({ there: true, lightens });
      assert.equal(await ensureChromium(() => {}, sources), "/usr/bin/chromium");
      assert.deepEqual(done, ["lighten"]);
    }
  });

  it("without windows is found beside Playwright's own, of the same revision", () => {
    const folder = mkdtempSync(join(tmpdir(), "ms-playwright-"));
    const shell = join(folder, "chromium_headless_shell-1208/chrome-headless-shell-linux64/chrome-headless-shell");
    for (const path of [shell, shell.replace("1208", "1207")]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "");
    }
    assert.deepEqual(shellsBeside(join(folder, "chromium-1208/chrome-linux64/chrome")), [shell]);
    assert.isEmpty(shellsBeside("/usr/bin/chromium"));
  });

  it("is downloaded", async () => {
    const { done, sources } = machine({ downloads: true });
    assert.equal(await ensureChromium(() => {}, sources), "/usr/bin/chromium");
    assert.deepEqual(done, ["download"]);
  });

  it("is Debian's where it cannot be downloaded", async () => {
    const { done, sources } = machine({ installs: true });
    assert.equal(await ensureChromium(() => {}, sources), "/usr/bin/chromium");
    assert.deepEqual(done, ["download", "install"]);
  });

  it("that cannot be had is an error of the last way", async () => {
    const { sources } = machine({});
    const error = await ensureChromium(() => {}, sources).catch((reason) => reason);
    assert.equal(error.message, "install failed");
  });
});

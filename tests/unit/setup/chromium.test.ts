import { assert } from "chai";
import { ensureChromium } from "../../../harness/setup/chromium.ts";

/** A machine where some of the ways lead to a browser. */
function machine({ there = false, downloads = false, installs = false }) {
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
  return { done, sources: { find, download: way("download", downloads), install: way("install", installs) } };
}

describe("the browser", () => {
  it("is taken as it is", async () => {
    const { done, sources } = machine({ there: true });
    assert.equal(await ensureChromium(() => {}, sources), "/usr/bin/chromium");
    assert.isEmpty(done);
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

import { assert } from "chai";
import { captureLogs } from "../../../harness/cast/js-sdk/driver/logs.ts";
import type { Emit } from "../../../harness/cast/rpc/server.ts";

describe("the log of a js client", () => {
  const own = { ...console };
  afterEach(() => Object.assign(console, own));

  function sent(debug: boolean): unknown[] {
    const lines: unknown[] = [];
    const emit: Emit = (_event, params) => lines.push("level" in params ? [params.level, params.message] : params);
    captureLogs(emit, debug);
    console.debug("details");
    console.info("news of", { room: 1 });
    console.warn("trouble");
    return lines;
  }

  it("has what the SDK tells its users", () => {
    assert.deepEqual(sent(false), [
      ["info", 'news of {"room":1}'],
      ["warn", "trouble"],
    ]);
  });

  it("has all of it where that is wanted", () => {
    assert.deepEqual(sent(true)[0], ["debug", "details"]);
  });
});

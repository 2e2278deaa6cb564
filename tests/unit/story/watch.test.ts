import { assert } from "chai";
import { Watch } from "../../../harness/story/watch.ts";

describe("a watch", () => {
  it("sees what is already true, without waiting", async () => {
    assert.isTrue(await new Watch().until(() => true, 0));
  });

  it("wakes when the condition comes true", async () => {
    const watch = new Watch();
    let open = false;
    const waiting = watch.until(() => open, 1_000);
    watch.changed();
    open = true;
    watch.changed();
    assert.isTrue(await waiting);
  });

  it("gives up when the budget is used up", async () => {
    assert.isFalse(await new Watch().until(() => false, 1));
  });
});

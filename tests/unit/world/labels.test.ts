import { assert } from "chai";
import { isAlive, thisProcess } from "../../../harness/world/labels.ts";

describe("an owner label", () => {
  it("tells a live process from all others", () => {
    const [boot, pid, started] = thisProcess().split(":");
    assert.isTrue(isAlive(thisProcess()));
    assert.isFalse(isAlive(`${boot}:${pid}:${Number(started) + 1}`), "another process with this id");
    assert.isFalse(isAlive(`00000000:${pid}:${started}`), "before a reboot");
    assert.isFalse(isAlive(`${boot}:4194304:1`), "no such process");
    assert.isFalse(isAlive(undefined), "no label");
  });
});

import { assert } from "chai";
import { Rhythm } from "../../../harness/faults/rhythm.ts";
import { eventually } from "../../support/eventually.ts";

describe("a rhythm", () => {
  it("has had its first beat when it begins, and none after it was stopped", async () => {
    let beats = 0;
    const rhythm = await Rhythm.begin(async () => ++beats);
    assert.equal(beats, 1);
    await eventually("a few more", async () => (beats > 3 ? true : undefined));
    await rhythm.stop();
    const heard = beats;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(beats, heard);
  });

  it("tells at its stop what went wrong in between", async () => {
    let beats = 0;
    const rhythm = await Rhythm.begin(async () => {
      if (++beats > 1) throw new Error("out of time");
      return 1;
    });
    await eventually("the second beat", async () => (beats > 1 ? true : undefined));
    const error = await rhythm.stop().catch((reason: Error) => reason);
    assert.equal(error?.message, "out of time");
  });
});

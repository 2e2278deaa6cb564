import { assert } from "chai";
import type { Fault } from "../../../harness/faults/fault.ts";
import { Journal } from "../../../harness/journal/index.ts";
import { createStage } from "../../../harness/story/stage.ts";
import { fakeWorld } from "../../support/fake-world.ts";

function fault(name: string, log: string[]): Fault {
  return {
    name,
    target: "hs1",
    async begin() {
      log.push(`${name} begins`);
      return {
        async heal() {
          log.push(`${name} heals`);
        },
        evidence: async () => ({ bites: 2, detail: "cut twice" }),
      };
    },
  };
}

describe("the stage", () => {
  it("heals faults in the reverse order, even when the story breaks, and keeps their evidence", async () => {
    const journal = new Journal();
    const stage = createStage(fakeWorld("hs1"), journal);
    const log: string[] = [];
    const broken = stage.during([fault("first", log), fault("second", log)], async () => {
      throw new Error("the story breaks");
    });
    await broken.then(assert.fail, (error: Error) => assert.equal(error.message, "the story breaks"));
    assert.deepEqual(log, ["first begins", "second begins", "second heals", "first heals"]);
    const heals = journal.entries.flatMap((entry) => (entry.kind === "fault" && entry.phase === "heal" ? [entry] : []));
    assert.deepEqual(
      heals.map(({ evidence }) => evidence?.bites),
      [2, 2],
    );
    assert.deepEqual(
      heals.map(({ id }) => id),
      ["f2", "f1"],
    );
  });

  it("names what happens within a beat", async () => {
    const journal = new Journal();
    const stage = createStage(fakeWorld("hs1"), journal);
    await stage.beat("the moment", () => stage.expect("all is well", false));
    const [begin, expectation, end] = journal.entries;
    assert.include(begin, { kind: "beat", name: "the moment", phase: "begin" });
    assert.include(expectation, { kind: "expectation", beat: "the moment", met: false });
    assert.include(end, { kind: "beat", phase: "end" });
  });
});

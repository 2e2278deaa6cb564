import { assert } from "chai";
import { type PlannedPlay, planRun } from "../../../harness/run/plan.ts";
import { WorldPool } from "../../../harness/run/worlds.ts";
import { parseCell } from "../../../harness/story/cell.ts";
import { scenario } from "../../../harness/story/scenario.ts";
import type { World, WorldOptions } from "../../../harness/world/index.ts";
import { fakeKind } from "../../support/fake-driver.ts";
import { fakeWorld } from "../../support/fake-world.ts";

const kinds = new Map([["js", fakeKind("js")]]);

/** A play whose world is of this sort. */
function playIn(sort: string): PlannedPlay {
  const told = scenario(sort, { why: "", cast: {}, play: async () => {} });
  const stories = [{ ...told, id: sort, path: "" }];
  const plan = { stories, cells: [parseCell("js@hs1", ["js"])], kinds, seed: 0, repeat: 1 };
  return planRun({ ...plan, shard: { index: 1, of: 1 } })[0] as PlannedPlay;
}

describe("the pool of worlds", () => {
  let log: string[];
  let isRenewable: boolean;

  beforeEach(() => {
    log = [];
    isRenewable = true;
  });

  /** Each tells what becomes of it: `a1` is the first world of sort a, `a1'` the same one renewed. */
  const called = (name: string): World =>
    ({
      ...fakeWorld(),
      id: name,
      isRenewable,
      renewed: async () => {
        log.push(`${name} renewed`);
        return called(`${name}'`);
      },
      close: async () => {
        log.push(`${name} closed`);
      },
    }) as unknown as World;

  const open = (plan: PlannedPlay[]) => {
    let made = 0;
    const deploy = async ({ runId }: WorldOptions) => {
      made += 1;
      log.push(`${runId}${made} made`);
      return called(`${runId}${made}`);
    };
    return new WorldPool({}, ({ story }) => ({ runId: story.id }) as WorldOptions, deploy, plan);
  };

  it("makes one world ahead of its play", async () => {
    const [first, second] = [playIn("a"), playIn("a")];
    const worlds = open([first, second]);
    assert.deepEqual(log, ["a1 made"]);
    assert.equal((await worlds.take(first)).id, "a1");
    assert.deepEqual(log, ["a1 made", "a2 made"]);
  });

  it("renews a quiet world for a play to come, instead of making another", async () => {
    const plan = [playIn("a"), playIn("a"), playIn("a")];
    const worlds = open(plan);
    const world = await worlds.take(plan[0] as PlannedPlay);
    await worlds.giveBack(world, { isQuiet: true });
    assert.deepEqual(log, ["a1 made", "a2 made", "a1 renewed"]);
    assert.equal((await worlds.take(plan[1] as PlannedPlay)).id, "a2");
    assert.equal((await worlds.take(plan[2] as PlannedPlay)).id, "a1'");
    assert.lengthOf(log, 3);
  });

  it("closes a world in which something may go on", async () => {
    const plan = [playIn("a"), playIn("a"), playIn("a")];
    const worlds = open(plan);
    await worlds.giveBack(await worlds.take(plan[0] as PlannedPlay), { isQuiet: false });
    assert.deepEqual(log, ["a1 made", "a2 made", "a1 closed"]);
  });

  it("closes a world that was touched", async () => {
    isRenewable = false;
    const plan = [playIn("a"), playIn("a"), playIn("a")];
    const worlds = open(plan);
    await worlds.giveBack(await worlds.take(plan[0] as PlannedPlay), { isQuiet: true });
    assert.deepEqual(log, ["a1 made", "a2 made", "a1 closed"]);
  });

  it("closes a world that no play to come needs", async () => {
    const plan = [playIn("a"), playIn("b")];
    const worlds = open(plan);
    await worlds.giveBack(await worlds.take(plan[0] as PlannedPlay), { isQuiet: true });
    assert.deepEqual(log, ["a1 made", "b2 made", "a1 closed"]);
  });

  it("closes what is left at the end", async () => {
    const plan = [playIn("a"), playIn("a"), playIn("a")];
    const worlds = open(plan);
    await worlds.giveBack(await worlds.take(plan[0] as PlannedPlay), { isQuiet: true });
    await worlds.close();
    assert.includeMembers(log, ["a2 closed", "a1' closed"]);
  });
});

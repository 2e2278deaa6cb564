import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { DEFAULT_POLICY } from "../../../harness/run/options.ts";
import { type PlannedPlay, planRun } from "../../../harness/run/plan.ts";
import { runPlays, type WorldSource } from "../../../harness/run/runner.ts";
import { parseCell } from "../../../harness/story/cell.ts";
import { scenario } from "../../../harness/story/scenario.ts";
import type { Stage } from "../../../harness/story/stage.ts";
import { fakeKind } from "../../support/fake-driver.ts";
import { fakeWorld } from "../../support/fake-world.ts";

const kinds = new Map([["js", fakeKind("js")]]);

/** A story that nobody plays in. */
function planned(id: string, body: (stage: Stage) => Promise<void>): PlannedPlay {
  const told = scenario(id, { why: "", cast: {}, play: async (script) => body(script as unknown as Stage) });
  const cells = [parseCell("js@hs1", ["js"])];
  const stories = [{ ...told, id, path: "" }];
  return planRun({ stories, cells, kinds, seed: 0, repeat: 1, shard: { index: 1, of: 1 } })[0] as PlannedPlay;
}

describe("a run of plays", () => {
  let folder: string;
  let log: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "torture-runner-"));
    log = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (plan: PlannedPlay[], close: WorldSource["giveBack"] = async () => {}) =>
    runPlays(plan, {
      ...{ run: "test", folder, kinds, policy: DEFAULT_POLICY, versions: {}, jobs: 1 },
      worlds: { take: async () => fakeWorld(), giveBack: close },
      audience: { storyStarted: () => {}, storyFinished: () => {} },
      signal: new AbortController().signal,
    });
  const tells = (id: string, body: (stage: Stage) => Promise<void> = async () => {}) =>
    planned(id, async (stage) => {
      log.push(`${id} begins`);
      await body(stage);
      log.push(`${id} ends`);
    });

  it("plays one after the other where there is one place", async () => {
    const { results } = await run([tells("a"), tells("b")]);
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
    assert.deepEqual(
      results.map(({ id }) => id),
      ["a", "b"],
    );
  });

  it("plays another while one only lets time pass", async () => {
    const other = Promise.withResolvers<void>();
    const waits = tells("a", async ({ timePasses }) => {
      await timePasses(20, "an SDK waits that long");
      await other.promise;
    });
    const { failure } = await run([waits, tells("b", async () => other.resolve())]);
    assert.isUndefined(failure);
    assert.deepEqual(log, ["a begins", "b begins", "b ends", "a ends"]);
  });

  it("takes a world down while others play, and ends when all are down", async () => {
    const down = Promise.withResolvers<void>();
    const close = async () => {
      await down.promise;
      log.push("down");
    };
    await run([tells("a"), tells("b", async () => down.resolve())], close);
    assert.isAbove(log.indexOf("down"), log.indexOf("b begins"));
    assert.lengthOf(
      log.filter((line) => line === "down"),
      2,
    );
  });

  it("gives a world back as quiet when its script came to its end, whatever the verdict", async () => {
    const quiet: boolean[] = [];
    const unmet = tells("a", async ({ expect }) => expect("something that is not so", false));
    const broken = tells("b", () => Promise.reject(new Error("broken off")));
    const { results } = await run([unmet, broken], async (_, { isQuiet }) => void quiet.push(isQuiet));
    assert.deepEqual(
      results.map(({ verdict }) => verdict),
      ["broken", "broken"],
    );
    assert.deepEqual(quiet, [true, false]);
  });

  it("begins nothing more after a world could not be taken down, and says why", async () => {
    const { failure } = await run([tells("a"), tells("b"), tells("c")], async () => {
      throw new Error("Docker is gone");
    });
    assert.match(String(failure), /Docker is gone/);
    assert.notInclude(log, "c begins");
  });
});

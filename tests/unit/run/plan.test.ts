import { assert } from "chai";
import type { Story } from "../../../harness/run/catalogue.ts";
import { planPlays, planRun } from "../../../harness/run/plan.ts";
import { parseCell } from "../../../harness/story/cell.ts";
import { at, scenario } from "../../../harness/story/scenario.ts";
import { fakeKind } from "../../support/fake-driver.ts";

const kinds = new Map([
  ["js", fakeKind("js", ["sigkill", "backup"])],
  ["node", fakeKind("node")],
]);
const cells = ["js@hs1,js@hs2", "node@hs1,js@hs2", "js@hs1,js@hs1"].map((cell) => parseCell(cell, [...kinds.keys()]));

function story(id: string, extra: object = {}): Story {
  const told = scenario(id, { why: "", cast: { alice: at("hs1"), bob: at("hs2") }, play: async () => {}, ...extra });
  return { ...told, id, path: `/scenarios/${id}.ts` };
}

const plan = (stories: Story[], more: object = {}) =>
  planRun({ stories, cells, kinds, seed: 0xfffffffe, repeat: 1, shard: { index: 1, of: 1 }, ...more });

describe("the plan of a run", () => {
  it("plays every story in every cell, each repeat with the next seed", () => {
    const plays = plan([story("a"), story("b")], { repeat: 3 });
    assert.lengthOf(plays, 18);
    assert.deepEqual(
      plays.slice(0, 3).map(({ seed }) => seed),
      [0xfffffffe, 0xffffffff, 0],
    );
    assert.lengthOf(new Set(plays.map(({ name }) => name)), 18);
  });

  it("plays seeds of a story's own, each in a folder of its own", () => {
    const [cell] = cells as [(typeof cells)[0]];
    const told = story("a");
    const plays = planPlays(
      [7, 7, 9].map((seed) => ({ story: told, cell, seed })),
      { kinds },
    );
    assert.deepEqual(
      plays.map(({ seed, name }) => [seed, name]),
      [
        [7, "a/js-hs1_js-hs2"],
        [7, "a/js-hs1_js-hs2.2"],
        [9, "a/js-hs1_js-hs2.3"],
      ],
    );
  });

  it("deals the plays out to shards, each to exactly one", () => {
    const stories = ["a", "b", "c"].map((id) => story(id));
    const shards = [1, 2].flatMap((index) => plan(stories, { shard: { index, of: 2 } }));
    assert.sameMembers(
      shards.map(({ name }) => name),
      plan(stories).map(({ name }) => name),
    );
  });

  it("skips where sign-in is delegated, and a client or the servers cannot", () => {
    const delegated = story("a", { signIn: { by: "oauth" } });
    const reason = (more: object) => plan([delegated], more)[0]?.skippedBecause ?? "";
    const featuresOf = () => new Set(["delegation"]);
    const able = new Map(["js", "node"].map((name) => [name, fakeKind(name, ["oauth"])] as const));
    assert.match(reason({ kinds: able }), /^The server hs1 cannot delegate sign-in: /);
    assert.equal(reason({ featuresOf }), 'The js client, as alice, lacks "oauth".');
    assert.isEmpty(reason({ kinds: able, featuresOf }));
  });

  it("skips where a client cannot run on this machine", () => {
    const plays = plan([story("a")], { unavailable: new Map([["node", "There is no Node."]]) });
    assert.deepEqual(
      plays.map(({ cell, skippedBecause }) => [cell.name, skippedBecause === "There is no Node."]),
      [
        ["js@hs1,js@hs2", false],
        ["node@hs1,js@hs2", true],
        ["js@hs1,js@hs1", false],
      ],
    );
  });

  it("skips where a server lacks what the story needs of all of them", () => {
    const reasonsWith = (...servers: string[]) => {
      const featuresOf = (server: string) => new Set(servers.includes(server) ? ["workers"] : []);
      const [first] = plan([story("a", { serverNeeds: ["workers"], servers: ["hs3"] })], { featuresOf });
      return first?.skippedBecause;
    };
    assert.equal(reasonsWith("hs1", "hs2"), "The server hs3 has no workers: play it with --workers.");
    assert.isUndefined(reasonsWith("hs1", "hs2", "hs3"));
    assert.match(plan([story("a", { serverNeeds: ["workers"] })])[0]?.skippedBecause ?? "", /hs1 has no workers/);
  });

  it("skips with the reason, never silently", () => {
    const reasons = (extra: object) => plan([story("a", extra)]).map(({ skippedBecause }) => skippedBecause);
    assert.deepEqual(reasons({}), [undefined, undefined, "The story needs alice and bob on different servers."]);
    assert.deepEqual(reasons({ anyPlacement: true }), [undefined, undefined, undefined]);
    assert.equal(reasons({ needs: ["backup"] })[1], 'The node client, as alice, lacks "backup".');
    assert.equal(
      reasons({ cast: { alice: at("hs1", { mayDie: true }), bob: at("hs2") } })[1],
      'The node client, as alice, lacks "sigkill".',
    );
    const needy = { cast: { alice: at("hs1"), bob: at("hs2", { needs: ["rtc"] }) } };
    assert.equal(reasons(needy)[0], 'The js client, as bob, lacks "rtc".');
    assert.equal(
      reasons({ only: { kinds: ["js"], because: "Only browsers have tabs." } })[1],
      "Only browsers have tabs.",
    );
  });
});

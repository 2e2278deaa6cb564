import { assert } from "chai";
import { lackOfServers } from "../../../harness/run/server-abilities.ts";
import { at, type ScenarioSpec, scenario } from "../../../harness/story/scenario.ts";
import type { Abilities, ServerAbility } from "../../../harness/world/abilities.ts";

const servers = new Map<string, Abilities>([
  ["hs1", { has: new Set<ServerAbility>(["slidingSync", "fallbackKeys", "dehydratedDevices"]) }],
  ["hs2", { has: new Set() }],
]);

function lack(spec: Partial<ScenarioSpec<Record<string, ReturnType<typeof at>>>>, bobAt = "hs2") {
  const { title, spec: whole } = scenario("told", { why: "", cast: {}, play: async () => {}, ...spec });
  const seats = new Map([
    ["alice", { kind: "js", server: "hs1" }],
    ["bob", { kind: "rust", server: bobAt }],
  ]);
  const cell = { name: "js@hs1,rust@hs2", seats: [...seats.values()] };
  return lackOfServers({ story: { id: "told", path: "", title, spec: whole }, cell, seats, seed: 1 }, servers);
}

describe("what servers lack for a story", () => {
  it("is nothing where it needs nothing of them", () => assert.isUndefined(lack({ needs: ["backup"] })));

  it("is what a role needs of the server that it is at", () => {
    const cast = { alice: at("hs1"), bob: at("hs2", { serverNeeds: ["fallbackKeys"] }) };
    assert.equal(lack({ cast }), "hs2, where bob is, has no fallback keys (MSC2732).");
    assert.isUndefined(lack({ cast }, "hs1"));
  });

  it("is what clients can do only together with their server", () => {
    assert.include(lack({ needs: ["dehydration"] }), "has no dehydrated devices (MSC3814)");
    assert.include(lack({ cast: { bob: at("hs2", { needs: ["notifications"] }) } }), "has no simplified sliding sync");
    assert.isUndefined(lack({ cast: { alice: at("hs1", { needs: ["notifications"] }) } }));
  });
});

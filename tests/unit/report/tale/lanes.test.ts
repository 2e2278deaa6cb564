import { assert } from "chai";
import type { Entry } from "../../../../harness/journal/index.ts";
import { lanesOf, lanesOfTarget } from "../../../../harness/report/tale/lanes.ts";

const device = (name: string, server: string) =>
  ({
    t: 0,
    kind: "device",
    device: name,
    phase: "created",
    user: `@${name}:${server}`,
    deviceId: "D",
    client: "js",
    server,
  }) as Entry;
const fault = (target: string) =>
  ({ t: 0, kind: "fault", id: "f1", name: "link down", target, phase: "begin" }) as Entry;
const http = (link: string) => ({ t: 0, kind: "http", link, route: "sync" }) as Entry;

describe("lanes", () => {
  it("lie so that a message from the first server's devices travels downwards only", () => {
    const entries = [
      device("bob", "hs2"),
      device("alice", "hs1"),
      http("clients->hs1"),
      http("clients->hs2"),
      http("hs1->hs2"),
      http("hs2->hs1"),
    ];
    assert.deepEqual(
      lanesOf(entries).map(({ id }) => id),
      ["alice", "clients->hs1", "hs1", "hs1->hs2", "hs2->hs1", "hs2", "clients->hs2", "bob"],
    );
  });

  it("exist for each pair of three servers", () => {
    const links = ["hs1->hs2", "hs3->hs1", "hs2->hs3"];
    const ids = lanesOf(links.map(http)).map(({ id }) => id);
    assert.deepEqual(ids, ["hs1", "hs1->hs2", "hs2", "hs3->hs1", "hs2->hs3", "hs3"]);
  });

  it("exist for a link that a fault kept from carrying anything", () => {
    assert.include(
      lanesOf([device("alice", "hs1"), fault("hs1->hs2")]).map(({ id }) => id),
      "hs1->hs2",
    );
  });

  const lanes = lanesOf([
    device("alice", "hs1"),
    device("bob", "hs2"),
    http("clients->hs1"),
    http("hs1->hs2"),
    http("hs2->hs1"),
  ]);
  for (const [target, named] of Object.entries({
    "hs1->hs2": ["hs1->hs2"],
    "clients->hs1 keys/claim": ["clients->hs1"],
    bob: ["bob"],
    hs2: ["hs2"],
    "*->hs2": ["hs1->hs2"],
    nobody: [],
  })) {
    it(`are found for a fault on ${target}`, () => {
      assert.deepEqual(
        lanesOfTarget(target, lanes).map(({ id }) => id),
        named,
      );
    });
  }
});

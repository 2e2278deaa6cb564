import { assert } from "chai";
import { collapsedRoles, parseCell, seatRoles } from "../../../harness/story/cell.ts";

const KINDS = ["js", "node", "rust"];

describe("a cell", () => {
  it("is read from its name", () => {
    const { name, seats } = parseCell("js@hs1, rust@hs2", KINDS);
    assert.equal(name, "js@hs1,rust@hs2");
    assert.deepEqual(seats, [
      { kind: "js", server: "hs1" },
      { kind: "rust", server: "hs2" },
    ]);
  });

  it("says what is wrong with its name", () => {
    assert.throws(() => parseCell("js", KINDS), "like js@hs1,rust@hs2");
    assert.throws(() => parseCell("qt@hs1", KINDS), "The kinds are: js, node, rust");
    assert.throws(() => parseCell("js@moon", KINDS), "Servers are hs1");
  });

  it("seats the first roles in order, and the others with the kind of their own server", () => {
    const seats = seatRoles(
      { alice: "hs1", bob: "hs2", charlie: "hs1", dora: "hs2", eve: "hs3" },
      parseCell("js@hs1,rust@hs2", KINDS),
    );
    assert.deepEqual(
      [...seats.values()].map(({ kind, server }) => `${kind}@${server}`),
      ["js@hs1", "rust@hs2", "js@hs1", "rust@hs2", "js@hs3"],
    );
  });

  it("notices when it would put two roles on one server that the story keeps apart", () => {
    const homes = { alice: "hs1", bob: "hs2" };
    assert.deepEqual(collapsedRoles(homes, seatRoles(homes, parseCell("js@hs1,js@hs1", KINDS))), ["alice", "bob"]);
    assert.isUndefined(collapsedRoles(homes, seatRoles(homes, parseCell("js@hs1,js@hs2", KINDS))));
  });
});

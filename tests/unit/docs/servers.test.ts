import { readFileSync } from "node:fs";
import { assert } from "chai";
import type { Summary } from "../../../harness/report/summary.ts";
import { loadCatalogue } from "../../../harness/run/catalogue.ts";
import {
  isUsual,
  readServerRecords,
  recordServers,
  renderServersPage,
  SERVERS_PAGE,
  type ServerRecords,
  serversOf,
} from "../../support/servers-page.ts";

const summary = (versions: Record<string, string>, verdict = "holds") =>
  ({
    startedAt: "2026-11-25T20:00:00.000Z",
    environment: { versions: { node: "24.0.0", "matrix-js-sdk": "43.0.0", ...versions }, pins: [] },
    results: [{ id: "a/b", cell: "js@hs1,js@hs2", verdict }],
  }) as unknown as Summary;

describe("docs/servers.md", () => {
  it("has the results that were recorded, and those of no story that is gone", async () => {
    const page = readFileSync(SERVERS_PAGE, "utf8");
    assert.equal(page, renderServersPage(), "docs/servers.md is stale: run `npm run generate`");
    const ids = (await loadCatalogue("scenarios")).map(({ id }) => id);
    for (const { verdicts } of Object.values(readServerRecords())) assert.includeMembers(ids, Object.keys(verdicts));
  });

  it("tells servers apart by what they all are, or by what each is", () => {
    const [usual, other] = ["synapse 1.163.2", "synapse 1.163.2 on Postgres"];
    assert.equal(serversOf(summary({ hs1: other, hs2: other })), other);
    assert.equal(serversOf(summary({ hs1: usual, hs2: other })), `hs1: ${usual}, hs2: ${other}`);
    assert.equal(serversOf(summary({ hs1: usual, hs2: other, hs3: usual })), `hs1: ${usual}, hs2: ${other}`);
    assert.deepEqual([usual, other, `hs1: ${usual}, hs2: ${other}`].map(isUsual), [true, false, false]);
  });

  it("gains from a run what is new, and keeps the rest", () => {
    const records: ServerRecords = {};
    recordServers(records, summary({ hs1: "x" }));
    const later = summary({ hs1: "x", "matrix-rust-sdk": "0.18.0" }, "broken");
    later.results[0] = { ...later.results[0], id: "a/c" } as (typeof later.results)[0];
    recordServers(records, later);
    assert.deepEqual(records.x, {
      recorded: "2026-11-25",
      versions: { "matrix-js-sdk": "43.0.0", "matrix-rust-sdk": "0.18.0" },
      verdicts: { "a/b": { "js@hs1,js@hs2": "holds" }, "a/c": { "js@hs1,js@hs2": "broken" } },
    });
    const page = renderServersPage(readFileSync(SERVERS_PAGE, "utf8"), records);
    assert.include(page, "| x | 1 | 0 | 0 | 0 | 1 | 0 | 2026-11-25 | matrix-js-sdk 43.0.0, matrix-rust-sdk 0.18.0 |");
    assert.include(page, "| [a/c](../scenarios/a/c.ts) | ✗ |");
  });
});

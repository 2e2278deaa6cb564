import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { Cli } from "../../support/cli.ts";

describe("a federation of Synapse and Dendrite", function () {
  this.timeout(180_000);

  it("carries messages both ways and over a restart, in rooms that both know, and skips what Dendrite lacks", async () => {
    const words = ["servers/stopped-mid-conversation", "keys/one-time-keys-run-out"];
    const cli = new Cli("run", ...words, "--homeserver", "hs2=dendrite", "--cell", "node@hs1,node@hs2");
    assert.equal(await cli.ended, 0, cli.said);
    const { results, environment } = cli.summary();
    const [skipped, played] = results.sort((a, b) => a.id.localeCompare(b.id));
    assert.equal(played?.verdict, "holds");
    assert.equal(skipped?.skippedBecause, "hs2, where bob is, has no fallback keys (MSC2732).");
    assert.match(environment.versions.hs1 ?? "", /^synapse /);
    assert.match(environment.versions.hs2 ?? "", /^dendrite /);
    const journal = readFileSync(join(cli.latest, played?.artefacts ?? "", "journal.ndjson"), "utf8");
    assert.match(journal, /"name":"createRoom","phase":"invoke".*"roomVersion":"11"/);
  });
});

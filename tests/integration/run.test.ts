import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { assert } from "chai";
import Docker from "dockerode";
import { RUN_LABEL } from "../../harness/world/labels.ts";
import { Cli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";

const docker = new Docker();

async function leftovers(run: string | undefined): Promise<string[]> {
  const filters = { label: [`${RUN_LABEL}=${run}`] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [...containers.map(({ Names }) => Names[0] ?? ""), ...networks.map(({ Name }) => Name)];
}

function clientProcesses(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
      } catch {
        return false;
      }
    });
}

async function noneOf(what: string, list: () => Promise<string[]>): Promise<void> {
  await eventually(`no ${what} left`, async () => ((await list()).length === 0 ? true : undefined), 30_000);
}

describe("a run", function () {
  this.timeout(180_000);

  it("plays, judges and reports a story, and can be judged and explained again", async () => {
    const cli = new Cli("run", "first-message", "--cell", "node@hs1,node@hs2");
    assert.equal(await cli.ended, 0, cli.said);
    const summary = cli.summary();
    const schema = JSON.parse(readFileSync("docs/schema/summary-v1.json", "utf8"));
    assert.isTrue(new Ajv({ strict: false }).validate(schema, summary));
    assert.deepEqual(
      summary.results.map(({ verdict }) => verdict),
      ["holds"],
    );
    for (const file of ["report.html", "junit.xml"]) assert.isTrue(existsSync(join(cli.latest, file)), file);
    assert.deepEqual(await leftovers(cli.run), []);

    const again = new Cli("judge", resolve(cli.latest));
    assert.equal(await again.ended, 0, again.said);
    const explained = new Cli("explain", resolve(cli.latest), "hello bob");
    assert.equal(await explained.ended, 0);
    assert.include(explained.said, "bob");
  });

  it("catches the canary, and is red when the forgery is taken for a plain story", async () => {
    const canary = new Cli("run", "forged-message", "--cell", "node@hs1,node@hs2");
    assert.equal(await canary.ended, 0, canary.said);
    const journal = canary.journal().split("\n");
    const header = JSON.parse(journal[0] ?? "");
    const { judge } = await import("../../harness/oracle/index.ts");
    const entries = [
      { ...header, canary: false },
      ...journal
        .slice(1)
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ];
    assert.equal(judge(entries).verdict, "broken");
  });

  it("ends on Ctrl-C with a partial report, and leaves nothing behind", async () => {
    const cli = new Cli("run", "claim-fails", "--cell", "node@hs1,node@hs2");
    await cli.reaches('"kind":"sent"');
    cli.process.kill("SIGINT");
    assert.equal(await cli.ended, 130, cli.said);
    assert.equal(cli.summary().results[0]?.verdict, "unknown");
    assert.isTrue(existsSync(join(cli.latest, "report.html")));
    assert.deepEqual(await leftovers(cli.run), []);
    await noneOf("client processes", async () => clientProcesses(cli.folder));
  });

  it("is cleaned up after when the harness itself is killed", async () => {
    const cli = new Cli("run", "claim-fails", "--cell", "node@hs1,node@hs2");
    await cli.reaches('"kind":"sent"');
    const { run, folder } = cli;
    cli.process.kill("SIGKILL");
    await cli.ended;
    await noneOf("containers and networks", () => leftovers(run));
    await noneOf("client processes", async () => clientProcesses(folder));
  });

  it("shows the last words of a server that does not start", async () => {
    const [base] = await docker.listImages({ filters: { reference: ["matrix-e2ee-torture/base"] } });
    const cli = new Cli(
      "run",
      "first-message",
      "--cell",
      "node@hs1,node@hs2",
      "--homeserver",
      `hs2=${base?.RepoTags?.[0]}`,
    );
    assert.equal(await cli.ended, 70, cli.said);
    assert.include(cli.said, "hs2");
    assert.include(cli.said, "did not start");
    assert.deepEqual(await leftovers(cli.run), []);
  });

  it("takes a client that dies unasked for a finding, not for a reason to hang", async () => {
    const ghost = `${process.execPath} ${resolve("tests/support/ghost-driver.ts")}`;
    const cli = new Cli("run", "first-message", "--driver", `ghost=${ghost}`, "--cell", "node@hs1,ghost@hs2");
    assert.equal(await cli.ended, 1, cli.said);
    const findings = cli.summary().results[0]?.findings ?? [];
    assert.include(
      findings.map(({ kind }) => kind),
      "client-died",
    );
    assert.include(JSON.stringify(findings), "panicked at the sight of a server");
  });
});

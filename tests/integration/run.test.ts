import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

    const again = new Cli("judge", resolve(cli.latest), "--late-after", "2");
    assert.equal(await again.ended, 0, again.said);
    const verdict = JSON.parse(
      readFileSync(join(cli.latest, summary.results[0]?.artefacts ?? "", "verdict.json"), "utf8"),
    );
    assert.deepEqual(verdict.policy, { lateAfterMs: 2_000, lostAfterMs: 60_000 });

    const event = /"event":"([^"]+)"[^\n]*"body":"hello bob"/.exec(cli.journal())?.[1] ?? "";
    for (const wanted of ["hello bob", event]) {
      const explained = new Cli("explain", resolve(cli.latest), wanted);
      assert.equal(await explained.ended, 0, explained.said);
      assert.match(explained.said, /bob: read; .* after the send/);
      assert.match(explained.said, /alice sendToDevice with Olm message \w+ for @bob:hs2/);
    }
  });

  it("judges the canary's run anew: broken when taken for a plain story, known when that is known, red when it vanishes", async () => {
    const canary = new Cli("run", "forged-message", "--cell", "node@hs1,node@hs2");
    assert.equal(await canary.ended, 0, canary.said);
    const folder = join(canary.latest, canary.summary().results[0]?.artefacts ?? "");
    const [header = "", ...rest] = readFileSync(join(folder, "journal.ndjson"), "utf8").split("\n");
    const judgedAs = async (change: object) => {
      const changed = JSON.stringify({ ...JSON.parse(header), canary: false, ...change });
      writeFileSync(join(folder, "journal.ndjson"), [changed, ...rest].join("\n"));
      const again = new Cli("judge", resolve(canary.latest));
      return { exitCode: await again.ended, verdict: canary.summary().results[0]?.verdict };
    };
    const failure = { link: "example/repo#1", kind: "lost", beat: "the forgery", device: "bob" };
    const vanished = { ...failure, beat: "this one is real" };
    assert.deepEqual(await judgedAs({}), { exitCode: 1, verdict: "broken" });
    assert.deepEqual(await judgedAs({ knownFailures: [failure] }), { exitCode: 0, verdict: "known" });
    const story = readFileSync(join(folder, "story.md"), "utf8");
    assert.include(story, "## Known, and seen as expected");
    assert.notInclude(story, "## What went wrong");
    assert.deepEqual(await judgedAs({ knownFailures: [failure, vanished] }), { exitCode: 3, verdict: "fixed" });
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

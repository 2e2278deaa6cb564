import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "chai";
import { Cli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";

const STORIES = resolve("tests/support/stories");
const CATALOGUE = ["--scenarios", resolve("scenarios")];
const CELL = "node@hs1,node@hs2";

/** The commands of somebody who looks for the cause of a failure, with real servers and clients. */
describe("an engineer's everyday tools", function () {
  this.timeout(300_000);

  it("pause at the first failure, show it, heal it, and go on", async () => {
    const cli = new Cli("run", "unheard", "--scenarios", STORIES, "--cell", CELL, "--pause-on-failure");
    await cli.says("paused: unheard while the link is cut");
    cli.type("sh hs2 cat /etc/hostname");
    cli.type("life can you hear me?");
    cli.type("heal");
    await cli.says("healed f1: link down on hs1->hs2");
    assert.include(cli.said, "“can you hear me?” by alice");
    assert.match(cli.said, /bob: never-arrived/);
    cli.type("continue");
    assert.equal(await cli.ended, 1, cli.said);
    assert.include(cli.journal(), "paused by hand");
  });

  it("leave the last world running until Ctrl-C", async () => {
    const cli = new Cli("run", "first-message", "--cell", CELL, "--leave-running");
    await cli.says("Ctrl-C takes it down");
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(cli.said) ?? [];
    assert.isTrue((await fetch(`${url}/_matrix/client/versions`)).ok);
    assert.equal(cli.summary().totals.holds, 1);
    cli.process.kill("SIGINT");
    assert.equal(await cli.ended, 0, cli.said);
    await fetch(`${url}/_matrix/client/versions`).then(
      () => assert.fail("The server still answers."),
      () => {},
    );
  });

  it("bring a world up, with users that can log in, until Ctrl-C", async () => {
    const cli = new Cli("up", "--servers", "1");
    await cli.says("Ctrl-C takes the world down");
    assert.include(cli.said, "https://app.element.io");
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(cli.said) ?? [];
    const login = { type: "m.login.password", identifier: { type: "m.id.user", user: "alice" }, password: "torture" };
    const request = { method: "POST", body: JSON.stringify(login) };
    assert.isTrue((await fetch(`${url}/_matrix/client/v3/login`, request)).ok);
    cli.process.kill("SIGINT");
    assert.equal(await cli.ended, 0, cli.said);
  });

  it("soak: one seed after the other until the time is up, each to be played again by itself", async () => {
    const cli = new Cli("soak", "--for", "5s", "--seed", "8f31c", "--jobs", "1", "--cell", CELL, ...CATALOGUE);
    await cli.ended;
    const { results } = cli.summary();
    assert.isNotEmpty(results);
    for (const [index, { id, seed, findings }] of results.entries()) {
      assert.deepEqual([id, seed], ["soak/weather", (0x8f31c + index).toString(16)]);
      assert.notInclude(
        findings.map(({ kind }) => kind),
        "story-broke",
      );
    }
    const acts = () => [...new Set(cli.journal().match(/"act \d: [^"]*"/g))];
    const [first] = results;
    const told = acts();
    assert.lengthOf(told, 4);
    const again = new Cli("run", first?.id ?? "", "--seed", first?.seed ?? "", "--cell", CELL);
    await again.ended;
    assert.deepEqual([...new Set(again.journal().match(/"act \d: [^"]*"/g))], told);
  });

  it("replay a run's plan", async () => {
    const first = new Cli("run", "first-message", "--cell", CELL, "--seed", "ab", "--repeat", "2");
    await first.ended;
    const again = new Cli("replay", resolve(first.latest));
    await again.ended;
    const plan = (cli: Cli) => cli.summary().results.map(({ id, cell, seed }) => [id, cell, seed]);
    assert.deepEqual(plan(again), plan(first));
    assert.deepEqual(again.summary().environment.pins, first.summary().environment.pins);
  });

  it("drive actors by hand, and keep what was done as a scenario", async () => {
    const cli = new Cli("repl", "--cell", CELL);
    await cli.says("torture> ");
    cli.type("const room = await alice.opensEncryptedRoom({ inviting: [bob] })");
    await cli.says("undefined");
    cli.type("await bob.joins(room)");
    await cli.reaches('"name":"join","phase":"ok"');
    cli.type('await alice.says("by hand", room).readBy(bob)');
    await cli.says("body: 'by hand'");
    cli.type(".exit");
    assert.equal(await cli.ended, 0, cli.said);
    const [, path = ""] = /Kept as (\S+)/.exec(cli.said) ?? [];
    assert.include(readFileSync(join(cli.folder, path), "utf8"), 'await alice.says("by hand", room).readBy(bob)');
  });

  it("watch: play a story again when it is saved", async () => {
    const folder = mkdtempSync(join(tmpdir(), "watched-"));
    const path = join(folder, "chapter", "story.ts");
    cpSync(resolve("scenarios/first-contact/first-message.ts"), path);
    const cli = new Cli("run", "chapter/story", "--scenarios", folder, "--cell", CELL, "--watch");
    await cli.says("save story.ts to play it again");
    writeFileSync(path, "not a story");
    await cli.says("It cannot be played as it is");
    writeFileSync(
      path,
      readFileSync(resolve("scenarios/first-contact/first-message.ts"), "utf8").replace("hello", "hullo"),
    );
    await eventually("the second play", async () => cli.said.split("save story.ts").length > 2 || undefined, 60_000);
    assert.include(cli.journal(), "hullo");
    cli.process.kill("SIGINT");
    assert.equal(await cli.ended, 0, cli.said);
  });
});

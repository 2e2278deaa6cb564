import { resolve } from "node:path";
import { assert } from "chai";
import { Cli } from "../support/cli.ts";

const STORIES = resolve("tests/support/stories");
const CELL = "node@hs1,node@hs2";

/** The commands of somebody who looks for the cause of a failure, with real servers and clients. */
describe("an engineer's everyday tools", function () {
  this.timeout(180_000);

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
});

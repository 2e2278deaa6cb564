import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assert } from "chai";
import { LOGS } from "../../../harness/setup/paths.ts";
import { lastLine, runLogged } from "../../../harness/setup/run-logged.ts";
import { SetupError } from "../../../harness/setup/setup-error.ts";

const sh = (script: string) => ({ log: "test-run-logged", command: "sh", args: ["-c", script], timeoutMs: 5_000 });

describe("a long command", () => {
  it("writes both its outputs to a log, and its last line as progress", async () => {
    const told: string[] = [];
    await runLogged(sh("echo one; echo two >&2"), (detail) => told.push(detail));
    assert.sameMembers(readFileSync(join(LOGS, "test-run-logged.log"), "utf8").trim().split("\n"), ["one", "two"]);
    assert.includeMembers(told, ["one", "two"]);
  });

  const failures: Record<string, [ReturnType<typeof sh>, RegExp]> = {
    "that fails": [sh("exit 3"), /^sh exited with 3\. Its log: \.cache\/logs\/test-run-logged\.log$/],
    "that takes too long": [{ ...sh("sleep 5"), timeoutMs: 50 }, /^sh was ended by SIGTERM/],
  };
  for (const [title, [command, sentence]] of Object.entries(failures)) {
    it(`${title} is an error that names the log`, async () => {
      const error = await runLogged(command, () => {}).catch((reason) => reason);
      assert.instanceOf(error, SetupError);
      assert.match(error.message, sentence);
    });
  }

  it("that is not there is an error", async () => {
    const error = await runLogged({ ...sh(""), command: "no-such-command" }, () => {}).catch((reason) => reason);
    assert.match(error.message, /no-such-command/);
  });

  it("can hand its standard output to someone else", async () => {
    let taken = "";
    const stdout = async (output: NodeJS.ReadableStream) => {
      taken = await text(output);
    };
    await runLogged({ ...sh("echo archive; echo note >&2"), stdout }, () => {});
    assert.equal(taken, "archive\n");
    assert.equal(readFileSync(join(LOGS, "test-run-logged.log"), "utf8"), "note\n");
  });
});

describe("a long command whose output nobody can take", () => {
  it("is an error, and ends", async () => {
    const stdout = async () => {
      throw new Error("disk full");
    };
    const error = await runLogged({ ...sh("exec sleep 5"), stdout }, () => {}).catch((reason) => reason);
    assert.equal(error.message, "disk full");
  });
});

describe("the last line of an output", () => {
  it("skips empty lines, colours and bars that a carriage return took back", () => {
    assert.equal(lastLine("one\n\u001b[32mtwo\u001b[0m\r\n\n"), "two");
    assert.equal(lastLine("10%\r20%\r"), "20%");
    assert.equal(lastLine("\n"), "");
  });
});

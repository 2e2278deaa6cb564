import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { ErrorCode } from "../../../harness/cast/protocol.ts";
import { DriverError } from "../../../harness/cast/rpc/errors.ts";
import { StdioDriver } from "../../../harness/cast/stdio/driver.ts";
import { externalKind } from "../../../harness/cast/stdio/external.ts";

const TINY = fileURLToPath(new URL("../../support/tiny-driver.ts", import.meta.url));
const ROOM = "!r:hs1";

describe("a driver over stdio", () => {
  const folder = mkdtempSync(join(tmpdir(), "torture-stdio-"));
  const logPath = join(folder, "alice.log");
  let driver: StdioDriver;

  const start = async (misbehaviour = "") => {
    const command = { file: process.execPath, args: [TINY, misbehaviour] };
    driver = (await StdioDriver.start("tiny", command)).adopt("alice", logPath);
    return driver;
  };
  const say = (body: string, timeoutMs?: number) => driver.call("send", { roomId: ROOM, body }, timeoutMs);

  afterEach(() => driver?.kill());
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("greets, answers and tells events, with any text", async () => {
    const { hello } = await start();
    assert.deepEqual(hello, { protocol: 1, driver: "tiny", versions: { tiny: "1" }, capabilities: ["sendRaw"] });
    const heard: (string | undefined)[] = [];
    const stop = driver.on("timeline", ({ body }) => heard.push(body));
    const text = "line one\nline two\u2028line three 🔑";
    assert.deepEqual(await say(text), { eventId: "$1" });
    assert.deepEqual(heard, [text]);
    stop();
    await say("not heard");
    assert.lengthOf(heard, 1);
  });

  it("says who failed at what, and for certain", async () => {
    await start();
    const error = await failure(say("refuse"));
    assert.equal(error.message, 'alice: "send" failed: no');
    assert.isFalse(error.outcomeUnknown);
  });

  it("knows a method that the driver lacks", async () => {
    await start();
    assert.equal((await failure(driver.call("startSync", {}))).code, ErrorCode.noSuchMethod);
  });

  it("gives up a call that is not answered in time, with an unknown outcome", async () => {
    await start();
    const error = await failure(say("never answer", 50));
    assert.equal(error.message, 'alice: "send" gave no answer within 0.05 s');
    assert.isTrue(error.outcomeUnknown);
    assert.deepEqual(await say("still alive"), { eventId: "$1" });
  });

  it("has the last words of a driver that dies, in its end and in the call", async () => {
    await start();
    const error = await failure(say("die"));
    assert.include(error.message, "the client process ended with code 101");
    assert.include(error.message, "thread panicked at megolm.rs");
    assert.isTrue(error.outcomeUnknown);
    const { code, lastWords } = await driver.exited;
    assert.equal(code, 101);
    assert.include(lastWords, "thread panicked");
    assert.include(readFileSync(logPath, "utf8"), "thread panicked");
  });

  it("says why a driver did not start", async () => {
    const error = await failure(start("dies at start"));
    assert.include(error.message, "no such thing: libolm");
  });

  it("refuses another version of the protocol", async () => {
    const error = await start("speaks protocol 2").catch((error) => error);
    assert.match(error.message, /tiny speaks protocol 2, but this harness speaks 1/);
  });

  it("says which program is not there", async () => {
    const error = await failure(StdioDriver.start("mine", { file: "/no/such/driver", args: [] }));
    assert.include(error.message, "/no/such/driver");
  });

  it("notes stray output in the log", async () => {
    await start("talks");
    await driver.close();
    assert.include(readFileSync(logPath, "utf8"), "not a message of the driver protocol: this is not JSON-RPC");
  });

  it("closes gracefully with 0, and twice", async () => {
    await start();
    await driver.close();
    await driver.close();
    assert.equal((await driver.exited).code, 0);
  });

  it("kills what does not close", async () => {
    await start("hangs at the end");
    await driver.close(100);
    assert.equal((await driver.exited).signal, "SIGKILL");
  });

  it("freezes and thaws", async () => {
    await start();
    await driver.freeze();
    assert.isTrue((await failure(say("are you there?", 100))).outcomeUnknown);
    await driver.thaw();
    await say("there you are");
  });

  it("dies with its parent, even if it is frozen", async () => {
    const parent = spawn(process.execPath, ["--input-type=module", "-e", parentScript()]);
    const pid = await firstNumber(parent);
    process.kill(pid, "SIGSTOP");
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await gone(pid);
  });
});

describe("an external driver", () => {
  it("is any command line that speaks the protocol", async () => {
    const kind = await externalKind("mine", `${process.execPath} ${TINY}`);
    try {
      assert.equal(kind.kind, "mine");
      assert.deepEqual([...kind.capabilities], ["sendRaw"]);
      assert.deepEqual(await kind.versions(), { tiny: "1" });
    } finally {
      await kind.close();
    }
  });

  it("is refused when the command fails", async () => {
    const error = await failure(externalKind("mine", "no-such-command-at-all"));
    assert.match(error.message, /^mine: "hello" .*no-such-command-at-all/);
  });
});

async function failure(call: Promise<unknown>): Promise<DriverError> {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  assert.instanceOf(error, DriverError);
  return error;
}

/** Starts a client, and says its process id once it has greeted. */
function parentScript(): string {
  const process = fileURLToPath(new URL("../../../harness/cast/stdio/process.ts", import.meta.url));
  return `
    import { ProcessGroup } from ${JSON.stringify(process)};
    const command = { file: globalThis.process.execPath, args: [${JSON.stringify(TINY)}] };
    const group = new ProcessGroup(command, ["pipe", "pipe", "pipe"], () => {});
    group.child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"hello","params":{}}\\n');
    group.child.stdout.once("data", () => console.log(group.child.pid));
  `;
}

async function firstNumber(parent: ChildProcess): Promise<number> {
  const [data] = await once(parent.stdout as NodeJS.ReadableStream, "data");
  return Number(String(data));
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (!isRunning(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`process ${pid} outlived its parent by 2 s`);
}

/** Dead processes that nobody has reaped yet are not running. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { findExecutable } from "../../../harness/setup/debian-packages.ts";
import { ROOT } from "../../../harness/setup/paths.ts";

/** What bootstrap.sh may find on PATH besides what a test puts there. */
const TOOLS = ["sh", "dirname", "cksum", "cat", "date", "mkdir", "tail", "uname"];
/** A node that says its major version, or what it was asked to run. */
const node = (major: number) => `[ "$1" = -p ] && echo ${major} || printf '<%s>' node${major} "$@"`;
/** An npm that notes its calls; installing puts a new node and npm where they belong. */
const NPM = `echo "npm $1" >> "$CALLS"
[ "$1" = ci ] && mkdir -p node_modules
[ "$1" = install ] || exit 0
bin=$3/node_modules/.bin; mkdir -p "$bin"
cp "$0" "$bin/npm"; cp "$SPARE/node" "$bin/node"`;

describe("the bootstrap", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "boot strap-"));
    path = join(folder, "path");
    for (const each of ["harness/setup", "path", "spare"]) mkdirSync(join(folder, each), { recursive: true });
    copyFileSync(join(ROOT, "harness/setup/bootstrap.sh"), join(folder, "harness/setup/bootstrap.sh"));
    writeFileSync(join(folder, "package-lock.json"), "{}");
    for (const tool of [...TOOLS, "cp"]) put("path", tool, `exec ${findExecutable(tool)} "$@"`);
    put("spare", "node", node(24));
    put("path", "npm", NPM);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(where: string, name: string, script: string) {
    writeFileSync(join(folder, where, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, where, name), 0o755);
  }

  function start(...args: string[]) {
    const calls = join(folder, "calls");
    rmSync(calls, { force: true });
    const env = { PATH: path, CALLS: calls, SPARE: join(folder, "spare") };
    const run = spawnSync(findExecutable("dash") ?? "sh", [join(folder, "harness/setup/bootstrap.sh"), ...args], {
      env,
      encoding: "utf8",
    });
    const npm = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
    return { code: run.status, out: run.stdout, err: run.stderr, npm };
  }

  const handedOver = (major: number, ...args: string[]) =>
    [
      `node${major}`,
      "--disable-warning=ExperimentalWarning",
      "--max-semi-space-size=4",
      "--heap-growing-percent=30",
      "harness/setup/main.ts",
      ...args,
    ]
      .map((word) => `<${word}>`)
      .join("");

  it("uses the machine's Node when it is new enough, and hands every argument over as it is", () => {
    put("path", "node", node(26));
    const { code, out, npm } = start("torture", "run", "two words", "");
    assert.equal(out, handedOver(26, "torture", "run", "two words", ""));
    assert.deepEqual({ code, npm }, { code: 0, npm: ["npm ci"] });
  });

  it("installs packages once for each lock file", () => {
    put("path", "node", node(24));
    start("test");
    assert.isEmpty(start("test").npm);
    writeFileSync(join(folder, "package-lock.json"), "{ }");
    assert.deepEqual(start("test").npm, ["npm ci"]);
  });

  it("installs packages again when they were removed", () => {
    put("path", "node", node(24));
    start("test");
    rmSync(join(folder, "node_modules"), { recursive: true });
    assert.deepEqual(start("test").npm, ["npm ci"]);
  });

  for (const [title, old] of Object.entries({ old: node(18), broken: "exit 1", missing: undefined })) {
    it(`gets a new Node, once, where the machine's is ${title}`, () => {
      if (old) put("path", "node", old);
      const first = start("bench");
      assert.equal(first.out, handedOver(24, "bench"), first.err);
      assert.deepEqual(first.npm, ["npm install", "npm ci"]);
      const second = start("bench");
      assert.equal(second.out, handedOver(24, "bench"));
      assert.isEmpty(second.npm);
    });
  }

  it("says what to do where there is no npm", () => {
    rmSync(join(path, "npm"));
    const { code, err } = start("torture");
    assert.equal(code, 70);
    assert.include(err, "`sudo apt-get install -y npm`");
  });

  it("says what to do on a machine that npm has no Node for", () => {
    put("path", "uname", "echo Plan9");
    const { code, err } = start("torture");
    assert.equal(code, 70);
    assert.include(err, "install Node 24 or newer from https://nodejs.org");
  });

  it("names the log of a step that fails, and does not take it for done", () => {
    put("path", "node", node(24));
    put("path", "npm", `echo "npm $1" >> "$CALLS"; echo "the reason" >&2; exit 1`);
    for (const _ of [1, 2]) {
      const { code, err, out, npm } = start("torture");
      assert.deepEqual({ code, out, npm }, { code: 70, out: "", npm: ["npm ci"] });
      assert.match(err, /the reason\nnpm packages failed\. Its log: \.cache\/logs\/npm-ci\.log\n$/);
    }
    assert.equal(readFileSync(join(folder, ".cache/logs/npm-ci.log"), "utf8"), "the reason\n");
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "chai";

const SCRIPTS = resolve(import.meta.dirname, "../../.github/actions/torture");

describe("the scripts of the GitHub action", () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "torture-action-"));
    for (const name of ["bin", "workspace", "workspace/sdk"]) mkdirSync(at(name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A program of that name that only writes its arguments down, a line each. */
  function stub(name: string, exitCode = 0): void {
    writeFileSync(at(`bin/${name}`), `#!/bin/sh\nprintf '%s\\n' "$@" > ${at(`${name}.args`)}\nexit ${exitCode}\n`);
    chmodSync(at(`bin/${name}`), 0o755);
  }

  function script(name: string, env: Record<string, string>, args: string[] = []) {
    const PATH = `${at("bin")}:${process.env.PATH}`;
    const github = { GITHUB_WORKSPACE: at("workspace"), GITHUB_OUTPUT: at("output"), RUNNER_TEMP: folder };
    return spawnSync("bash", [join(SCRIPTS, name), ...args], { env: { PATH, ...github, ...env }, encoding: "utf8" });
  }

  const inputs = {
    WORDS: "quick",
    CELLS: "",
    HOMESERVERS: "",
    SYNAPSE: "",
    DATABASE: "",
    WORKERS: "false",
    PROFILE: "",
    JS_SDK: "",
    RUST_SDK: "",
  };
  const defaults = { ...inputs, SCENARIOS: "", SEED: "", REPEAT: "1", JOBS: "", SHARD: "1/1", ARGUMENTS: "" };
  const argumentsGiven = () => readFileSync(at("npm.args"), "utf8").trimEnd().split("\n");

  it("play with the defaults", () => {
    stub("npm");
    assert.equal(script("play.sh", defaults).status, 0);
    assert.deepEqual(argumentsGiven(), ["run", "torture", "--", "run", "quick", "--repeat", "1", "--shard", "1/1"]);
  });

  it("play with every input, none of which the shell can take for its own", () => {
    stub("npm");
    script("play.sh", {
      ...defaults,
      WORDS: "keys  first-contact\nquick",
      CELLS: "js@hs1,rust@hs2\nnode@hs1,js@hs2\n",
      HOMESERVERS: "hs1=under-test:$(id)\nhs2=other",
      SYNAPSE: "1.163.2",
      DATABASE: "postgres",
      WORKERS: "true",
      RUST_SDK: "sdk",
      SEED: "8f31c",
      ARGUMENTS: "--driver\nnio=python3 driver.py\n\n",
    });
    const text = argumentsGiven().slice(4).join("|");
    assert.equal(
      text,
      "keys|first-contact|quick|--cell|js@hs1,rust@hs2|--cell|node@hs1,js@hs2" +
        `|--homeserver|hs1=under-test:$(id)|--homeserver|hs2=other|--synapse|1.163.2|--database|postgres|--workers|--rust-sdk|${at("workspace/sdk")}` +
        "|--seed|8f31c|--repeat|1|--shard|1/1|--driver|nio=python3 driver.py",
    );
  });

  it("end as the run ended", () => {
    stub("npm", 3);
    assert.equal(script("play.sh", defaults).status, 3);
  });

  it("name the caches by content and pins", () => {
    const keys = (PINS: string) => {
      rmSync(at("output"), { force: true });
      assert.equal(script("keys.sh", { PINS }).status, 0);
      return Object.fromEntries(
        readFileSync(at("output"), "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => line.split("=")),
      );
    };
    const once = keys("1.163.2");
    assert.deepEqual(keys("1.163.2"), once);
    assert.notEqual(keys("1.103.0").images, once.images);
    assert.isTrue(once.setup.startsWith(once["setup-prefix"]));
  });

  it("keep the images that are labelled and named", () => {
    stub("docker");
    const list = `if [ "$1" = images ]; then printf 'ours/a:1\\n<none>:<none>\\nours/b:2\\n'; exit; fi`;
    writeFileSync(at("bin/docker"), readFileSync(at("bin/docker"), "utf8").replace("\n", `\n${list}\n`));
    assert.equal(script("images.sh", {}, ["save", "images.tar"]).status, 0);
    assert.equal(readFileSync(at("docker.args"), "utf8"), "save\n--output\nimages.tar\nours/a:1\nours/b:2\n");
  });

  it("refuse what they do not know", () => {
    assert.equal(script("images.sh", {}, ["burn"]).status, 64);
  });

  it("fetch one ref without its history", () => {
    const git = (...args: string[]) => execFileSync("git", ["-C", at("workspace"), ...args], { stdio: "pipe" });
    git("init", "--quiet", "--initial-branch=main");
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    for (const message of ["one", "two"]) git(...identity, "commit", "--quiet", "--allow-empty", "-m", message);
    writeFileSync(
      at("gitconfig"),
      `[url "${at("workspace")}"]\n  insteadOf = https://github.com/matrix-org/matrix-rust-sdk\n`,
    );
    const { status, stdout, stderr } = script("fetch-rust-sdk.sh", { GIT_CONFIG_GLOBAL: at("gitconfig") }, ["main"]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /, two\n$/);
  });
});
